import { type Dirent, existsSync, readdirSync, readlinkSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { SaveErrorDetails } from '../core/error-details.ts'
import { SaveError, type SaveErrorReason } from '../core/errors.ts'
import { errorCode } from './disk-error.ts'
import { mistakenFolder } from './paths.ts'

const MEANINGS: Record<string, [SaveErrorReason, string]> = {
  // Not `permission-denied`, which is about the album.
  EACCES: ['unsupported-path', 'may not be read by this user. Change its permissions, or copy it.'],
  EPERM: ['unsupported-path', 'may not be read by this user. Change its permissions, or copy it.'],
  ENOTDIR: ['not-found', 'does not exist: a part of its path is a file, not a folder.'],
  ELOOP: ['unsupported-path', 'is a symbolic link that leads back to itself.'],
  ENAMETOOLONG: ['unsupported-path', 'has a longer name than any file here can have.'],
  ENXIO: ['unsupported-path', 'is a socket or a device, not a file. Pass a file.'],
  EISDIR: ['unsupported-path', 'is a folder, not a file. Pass the pictures in it.'],
  ERR_INVALID_ARG_VALUE: ['unsupported-path', 'is not a path: it contains a NUL character.'],
  EMFILE: ['unknown', 'could not be opened: this process has too many files open. Save fewer at once.'],
  ENFILE: ['unknown', 'could not be opened: this computer has too many files open. Try again.'],
  EIO: ['unknown', 'could not be read: its disk has an error. Get it from a backup.'],
}

/** The `SaveError` for what a system call threw while a file was read. */
export function readError(error: unknown, path: string): SaveError {
  const errno = errorCode(error) ?? ''
  if (errno === 'ENOENT') return notFound(path, error)
  const { message: text = String(error) } = (error ?? {}) as Error
  const [reason, sentence] = MEANINGS[errno] ?? ['unknown', `could not be read: ${text}.`]
  const details = { code: 'local-file-unreadable', path, errno, text } as const
  return new SaveError(reason, `${JSON.stringify(path)} ${sentence}`, { cause: error, details })
}

/** Says which part of the path is missing, and what was probably meant. */
function notFound(path: string, cause: unknown): SaveError {
  const failed = (message: string, details: SaveErrorDetails, reason: SaveErrorReason = 'not-found') =>
    new SaveError(reason, message, { cause, details })
  const file = resolve(path)
  const missing = firstMissing(file)
  const [name, folder] = [basename(missing), dirname(missing)]
  const entries = entriesOf(folder)
  const shown = JSON.stringify(path)

  // It exists, but a name may have any bytes on a disk, and Node reads them as UTF-8.
  if (name.includes('\ufffd') && entries.some((entry) => entry.name === name)) {
    const whose = missing === file ? 'its name' : `the name of the folder ${JSON.stringify(name)}`
    const message = `${shown} cannot be opened: ${whose} is not UTF-8. Rename it in ${folder}.`
    return failed(message, { code: 'name-not-utf8', path, name, folder }, 'unsupported-path')
  }

  const { what, meant } = mistakenFolder(path) ?? {}
  const instead = meant && JSON.stringify(meant)
  if (what === 'a URL') {
    // It is not shown, since it may contain secrets.
    const suggestion = instead ?? 'network(url)'
    return failed(`The path is a URL. Pass ${suggestion}.`, { code: 'path-misread', suggestion })
  }
  if (instead) {
    return failed(`There is no ${what}. Pass ${instead}.`, { code: 'path-misread', path, suggestion: instead })
  }

  const linkTarget = targetOf(path)
  if (linkTarget !== undefined) {
    const message = `${shown} does not exist: it is a symbolic link to ${JSON.stringify(linkTarget)}, which does not exist.`
    return failed(message, { code: 'local-file-missing', path, linkTarget })
  }
  const missingFolder = missing === file ? undefined : name
  const names = entries.flatMap((entry) => (entry.isDirectory() === (missing !== file) ? entry.name : []))
  const suggestion = mostSimilar(name, names)
  const advice =
    suggestion !== undefined
      ? `did you mean ${JSON.stringify(suggestion)} in ${folder}?`
      : missingFolder === undefined
        ? `there is no such file in ${folder}. Check its name.`
        : `there is no folder ${JSON.stringify(name)} in ${folder}. Check the path.`
  const details = { code: 'local-file-missing', path, folder, missingFolder, suggestion } as const
  return failed(`${shown} does not exist: ${advice}`, details)
}

/** The part of the path that does not exist: the file, or a folder above it. */
function firstMissing(file: string): string {
  let missing = file
  while (!existsSync(dirname(missing))) missing = dirname(missing)
  return missing
}

function targetOf(path: string): string | undefined {
  try {
    return readlinkSync(path)
  } catch {
    return undefined
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function mostSimilar(name: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, similarity: similarity(name, candidate) }))
    .filter(({ similarity }) => similarity > 0)
    .sort((a, b) => b.similarity - a.similarity)
  return best?.candidate
}

/** Highest for names that differ only in case or Unicode form, then in the extension, then in one typo; otherwise 0. */
function similarity(one: string, other: string): number {
  const plain = (name: string) => name.normalize('NFKC').toLowerCase()
  const stem = (name: string) => plain(name).replace(/\.[^.]*$/, '')
  const equal = [plain(one) === plain(other), stem(one) === stem(other), differsByTypo(plain(one), plain(other))]
  return equal.reduce((sum, holds) => sum * 2 + Number(holds), 0)
}

/** Whether at most one letter was added, left out, changed, or swapped with its neighbour. */
function differsByTypo(one: string, other: string): boolean {
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  const [a, b] = [one.slice(start), other.slice(start)]
  const swapped = a.length > 1 && (a[1] ?? '') + a[0] + a.slice(2)
  return (
    Math.min(one.length, other.length) > 2 &&
    (a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1) || swapped === b)
  )
}
