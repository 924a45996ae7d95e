import { readlinkSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname } from 'node:path'
import type { DiskOperation, SaveErrorDetails } from '../core/error-details.ts'
import { SaveError, type SaveErrorReason } from '../core/errors.ts'

type Meaning = readonly [reason: SaveErrorReason, problem: string, remedy: string]

/** What each errno means for a save, and what to do about it. Any other is `unknown`, with the message of the system. */
const MEANINGS: Record<string, Meaning> = {
  ENOSPC: ['storage-full', 'there is no space left on the disk, for bytes or for files', 'Free some and save again'],
  EDQUOT: ['storage-full', 'the disk quota is used up', 'Free some space and save again'],
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

const PHRASES: Record<DiskOperation, (path: string) => string> = {
  'write-album': (path) => `write to the album ${path}`,
  'inspect-album': () => 'inspect the album of this computer',
  'write-folder': (path) => `write to ${path}`,
  'prepare-photo': (path) => `prepare the photo in ${path}`,
  'write-output': () => 'write to standard output',
  'load-module': () => 'open the files that saving an image needs',
}

export interface DiskProblem {
  readonly reason: SaveErrorReason
  readonly problem: string
  readonly remedy: string
  readonly details: SaveErrorDetails
}

/** What went wrong, and what to do about it. `path` is the one that the user knows: the album, not a file in it. */
export function diskProblem(error: unknown, operation: DiskOperation, path = ''): DiskProblem {
  const errno = errorCode(error) ?? ''
  const text = (error as Error).message
  const [reason, problem, remedy] = MEANINGS[errno] ?? ['unknown', text, 'Try again']
  const suffix = errno in MEANINGS ? ` (${errno})` : ''
  return {
    reason,
    problem: `Cannot ${PHRASES[operation](path)}: ${problem}${suffix}.`,
    remedy: `${remedy}.`,
    details: { code: 'disk', operation, path, errno, text },
  }
}

/** The `SaveError` for what a system call threw. */
export function diskError(error: unknown, operation: DiskOperation, path = ''): SaveError {
  const link = errorCode(error) === 'ENOENT' && operation === 'write-album' ? findBrokenLink(path) : undefined
  if (link) {
    return new SaveError(
      'unavailable',
      `Cannot ${PHRASES[operation](path)}: ${brokenLinkProblem(link)}. Create that folder, or choose another one.`,
      { cause: error, details: { code: 'album-broken-link', album: path, ...link } },
    )
  }
  const { reason, problem, remedy, details } = diskProblem(error, operation, path)
  return new SaveError(reason, `${problem} ${remedy}`, { cause: error, details })
}

/** The name of the error of a system call, such as `ENOSPC`. */
export function errorCode(error: unknown): string | undefined {
  const { code, errno } = (error ?? {}) as NodeJS.ErrnoException
  // Node 20 has no name for this one: its code is "Unknown system error -122".
  return errno !== undefined && errno === -constants.errno.EDQUOT ? 'EDQUOT' : code
}

/**
 * Whether a hard link failed because this file system has none (FAT, exFAT, some network shares). On Windows, Node
 * reports EISDIR for exFAT (https://github.com/nodejs/node/issues/65817).
 */
export function hasNoLinks(error: unknown): boolean {
  return /^(EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS|EISDIR)$/.test(errorCode(error) ?? '')
}

export interface BrokenLink {
  readonly link: string
  readonly target: string
}

/** The symbolic link in a path that leads nowhere, if any: the disk it leads to may not be mounted. */
export function findBrokenLink(path: string): BrokenLink | undefined {
  try {
    if (statSync(path, { throwIfNoEntry: false })) return undefined
    return { link: path, target: readlinkSync(path) }
  } catch {
    // Nothing is there. One of the folders above may be such a link.
    return dirname(path) === path ? undefined : findBrokenLink(dirname(path))
  }
}

export const brokenLinkProblem = ({ link, target }: BrokenLink): string =>
  `${link} is a symbolic link to ${target}, which does not exist`
