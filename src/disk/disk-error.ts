import { SaveError, type SaveErrorReason } from '../errors.ts'

/** What each errno means for a save, and the way out. What is not here is `unknown`, with the system's own words. */
const MEANINGS: Record<string, readonly [SaveErrorReason, string]> = {
  ENOSPC: ['storage-full', 'there is no room left on the disk (space or file entries). Free some and save again'],
  EDQUOT: ['storage-full', 'the disk quota is used up. Free some room and save again'],
  EACCES: ['permission-denied', 'this user may not write there. Change its permissions or choose another folder'],
  EPERM: ['permission-denied', 'the system does not allow it. Change its permissions or choose another folder'],
  EROFS: ['permission-denied', 'the file system is read-only. Choose another folder'],
  EFBIG: ['too-large', 'the file is larger than the file system or the limit of this process (ulimit -f) allows'],
  EMFILE: ['unavailable', 'this process has too many files open. Save fewer at once or raise its limit (ulimit -n)'],
  ENFILE: ['unavailable', 'the whole system has too many files open. Try again later'],
  ENOENT: ['unavailable', 'it does not exist, or was removed meanwhile'],
  ENOTDIR: ['unavailable', 'a part of this path is a file, not a folder. Choose another folder'],
  ENAMETOOLONG: ['unavailable', 'the path is too long for the file system. Choose a shorter one'],
  EIO: ['unknown', 'the disk reports an input/output error. Check the disk before anything else'],
}

/** The `SaveError` for what a system call threw while `what` was done, such as "write to the album /home/a/Pictures". */
export function diskError(error: unknown, what: string): SaveError {
  const { code, message } = error as NodeJS.ErrnoException
  const [reason, text] = MEANINGS[code ?? ''] ?? ['unknown', message]
  return new SaveError(reason, `Cannot ${what}: ${text}${code && reason !== 'unknown' ? ` (${code})` : ''}.`, {
    cause: error,
  })
}

/** The name of what went wrong in a system call: `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code
}
