import { SaveError, type SaveErrorReason } from '../core/errors.ts'

type Meaning = readonly [reason: SaveErrorReason, problem: string, remedy: string]

/** What each errno means for a save, and the way out. What is not here is `unknown`, in the system's own words. */
const MEANINGS: Record<string, Meaning> = {
  ENOSPC: ['storage-full', 'there is no room left on the disk, for bytes or for files', 'Free some and save again'],
  EDQUOT: ['storage-full', 'the disk quota is used up', 'Free some room and save again'],
  EACCES: ['permission-denied', 'this user may not write there', 'Change its permissions or choose another folder'],
  EPERM: ['permission-denied', 'the system does not allow it', 'Change its permissions or choose another folder'],
  EROFS: ['permission-denied', 'the file system is read-only', 'Choose another folder'],
  EFBIG: [
    'too-large',
    'the file is larger than the file system or this process may write',
    'Raise the limit (ulimit -f) or choose another disk',
  ],
  EMFILE: [
    'unavailable',
    'this process has too many files open',
    'Save fewer photos at once or raise the limit (ulimit -n)',
  ],
  ENFILE: ['unavailable', 'the whole system has too many files open', 'Try again later'],
  ENOENT: ['unavailable', 'it does not exist, or was removed meanwhile', 'Choose another folder or save again'],
  ENOTDIR: ['unavailable', 'a part of this path is a file, not a folder', 'Choose another folder'],
  ELOOP: ['unavailable', 'a symbolic link in this path leads back to itself', 'Choose another folder'],
  ENAMETOOLONG: ['unavailable', 'the path is too long for the file system', 'Choose a shorter one'],
  EIO: ['unknown', 'the disk reports an input/output error', 'Check the disk before anything else'],
}

/** What went wrong while `what` was done ("write to the album /home/a/Pictures"), and what to do about it. */
export function diskProblem(
  error: unknown,
  what: string,
): { reason: SaveErrorReason; problem: string; remedy: string } {
  const { code = '', message } = error as NodeJS.ErrnoException
  const [reason, problem, remedy] = MEANINGS[code] ?? ['unknown', message, 'Try again']
  return { reason, problem: `Cannot ${what}: ${problem}${code in MEANINGS ? ` (${code})` : ''}.`, remedy: `${remedy}.` }
}

/** The `SaveError` for what a system call threw while `what` was done. */
export function diskError(error: unknown, what: string): SaveError {
  const { reason, problem, remedy } = diskProblem(error, what)
  return new SaveError(reason, `${problem} ${remedy}`, { cause: error })
}

/** The name of what went wrong in a system call: `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}
