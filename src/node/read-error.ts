import { type Dirent, existsSync, readdirSync, readlinkSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { SaveError, type SaveErrorReason } from '../core/errors.ts'
import { mistakenFolder } from './paths.ts'

const reasons: Record<string, [SaveErrorReason, string]> = {
  // Not `permission-denied`: that is about the album.
  EACCES: ['unsupported-path', 'may not be read by this user. Change its permissions, or copy it.'],
  EPERM: ['unsupported-path', 'may not be read by this user. Change its permissions, or copy it.'],
  ENOTDIR: ['not-found', 'does not exist: a part of its path is a file, not a folder.'],
  ELOOP: ['unsupported-path', 'is a symbolic link that leads back to itself.'],
  ENAMETOOLONG: ['unsupported-path', 'has a longer name than any file here can have.'],
  ENXIO: ['unsupported-path', 'is a socket or a device, not a file. Pass a file.'],
  EISDIR: ['unsupported-path', 'is a folder, not a file. Pass the pictures in it.'],
  ERR_INVALID_ARG_VALUE: ['unsupported-path', 'is no path: it has a NUL character in it.'],
  EMFILE: ['unknown', 'could not be opened: this process has too many files open. Save fewer at once.'],
  ENFILE: ['unknown', 'could not be opened: this computer has too many files open. Try again.'],
  EIO: ['unknown', 'could not be read: its disk has an error. Get it from a backup.'],
}

/** What the operating system said about a file that was to be read, in a sentence that helps. */
export function readError(error: unknown, path: string): SaveError {
  const { code = '', message = String(error) } = error as NodeJS.ErrnoException
  const shown = JSON.stringify(path)
  if (code === 'ENOENT') {
    const garbled = garbledPart(path)
    if (garbled !== undefined) return new SaveError('unsupported-path', `${shown} ${garbled}`, { cause: error })
    const misread = misreadPath(path)
    if (misread !== undefined) return new SaveError('not-found', misread, { cause: error })
    return new SaveError('not-found', `${shown} does not exist: ${target(path) ?? nearest(path)}`, { cause: error })
  }
  const [reason, sentence] = reasons[code] ?? ['unknown', `could not be read: ${message}.`]
  return new SaveError(reason, `${shown} ${sentence}`, { cause: error })
}

/** The name that is there and yet cannot be opened: a disk may have any bytes in it, and Node reads them as UTF-8. */
function garbledPart(path: string): string | undefined {
  const missing = firstMissing(path)
  const [name, folder] = [basename(missing), dirname(missing)]
  if (!name.includes('\ufffd') || !entriesOf(folder).some((other) => other.name === name)) return undefined
  const whose = missing === resolve(path) ? 'its name' : `the name of the folder ${JSON.stringify(name)}`
  return `cannot be opened: ${whose} is not UTF-8. Rename it in ${folder}.`
}

/** What a shell or a browser would have found. An address may have secrets in it. */
function misreadPath(path: string): string | undefined {
  const { what, meant } = mistakenFolder(path) ?? {}
  if (what === 'a URL') return `The path is a URL. Pass ${meant ? JSON.stringify(meant) : 'network(url)'}.`
  return meant && `There is no ${what}. Pass ${JSON.stringify(meant)}.`
}

/** Where a link leads, if it is one. */
function target(path: string): string | undefined {
  try {
    return `it is a symbolic link to ${JSON.stringify(readlinkSync(path))}, which is not there.`
  } catch {
    return undefined
  }
}

/** The folder that is missing, or what may have been meant: beside a missing file a file, beside a folder a folder. */
function nearest(path: string): string {
  const file = resolve(path)
  const missing = firstMissing(path)
  const folder = dirname(missing)
  const name = basename(missing)
  const names = entriesOf(folder).flatMap((other) => (other.isDirectory() === (missing !== file) ? other.name : []))
  const meant = mostAlike(name, names)
  if (meant !== undefined) return `did you mean ${JSON.stringify(meant)} in ${folder}?`
  return missing === file
    ? `there is no such file in ${folder}. Check its name.`
    : `there is no folder ${JSON.stringify(name)} in ${folder}. Check the path.`
}

/** Where the path ends to exist: at the file, or at a folder on the way to it. */
function firstMissing(path: string): string {
  let missing = resolve(path)
  while (!existsSync(dirname(missing))) missing = dirname(missing)
  return missing
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function mostAlike(name: string, among: readonly string[]): string | undefined {
  const [best] = among
    .map((other) => ({ other, likeness: likeness(name, other) }))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness)
  return best?.other
}

/** How much is equal: all but case and Unicode form, all but the extension, all but one slip. None of it is 0. */
function likeness(one: string, other: string): number {
  const plain = (name: string) => name.normalize('NFKC').toLowerCase()
  const stem = (name: string) => plain(name).replace(/\.[^.]*$/, '')
  const equal = [plain(one) === plain(other), stem(one) === stem(other), nearlyEqual(plain(one), plain(other))]
  return equal.reduce((sum, holds) => sum * 2 + Number(holds), 0)
}

/** Equal but for one letter more, less, changed, or swapped with its neighbour. */
function nearlyEqual(one: string, other: string): boolean {
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  const [a, b] = [one.slice(start), other.slice(start)]
  const swapped = a.length > 1 && (a[1] ?? '') + a[0] + a.slice(2)
  return (
    Math.min(one.length, other.length) > 2 &&
    (a.slice(1) === b || a === b.slice(1) || a.slice(1) === b.slice(1) || swapped === b)
  )
}
