import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { SaveErrorDetails } from '../../core/error-details.ts'
import { isSaveError } from '../../core/errors.ts'
import { brokenLinkProblem, diskProblem, errorCode, findBrokenLink } from '../disk-error.ts'
import { absolutePath } from '../paths.ts'
import { type Computer, picturesFolder } from './pictures-folder.ts'

/** The state of the album of a computer, determined without adding anything to it. */
export interface AlbumReport {
  /** As in `process.platform`. */
  readonly platform: NodeJS.Platform
  /** The album that `system` uses here. */
  readonly album: 'apple-photos' | 'directory'
  /** The absolute path of the folder, or the name of the application. Absent if it is unknown. */
  readonly location?: string
  /** Whether the folder exists. If not, the first save creates it. */
  readonly exists?: boolean
  /** `asks`: the system asks the user when the first photo is saved. */
  readonly writable: 'yes' | 'no' | 'asks'
  /** Space for photos on the disk of the album, in bytes. */
  readonly freeBytes?: number
  /** How many more files that disk can hold. Absent if its file system has no such limit. */
  readonly freeFiles?: number
  /** What prevents saving. */
  readonly problems: readonly Problem[]
  /** What may soon prevent it: little room. */
  readonly warnings: readonly Problem[]
  /** The other albums that this computer has. */
  readonly alternatives: readonly Alternative[]
}

/** Something that prevents saving, and what to do about it. */
export interface Problem {
  readonly problem: string
  readonly remedy: string
  /** What the sentences are made of, for programs and translations. */
  readonly details?: SaveErrorDetails
}

export interface Alternative {
  /** The name of the album, such as `directory`. */
  readonly album: string
  /** What it is, and how to choose it. */
  readonly use: string
}

const ALTERNATIVES: readonly Alternative[] = [
  { album: 'directory', use: 'any folder: photosalbum save --album FOLDER, or in a program directory({ path })' },
  { album: 's3', use: 'a bucket (S3): photosalbum save --album s3://BUCKET/PREFIX, or in a program s3({ bucket })' },
  {
    album: 'webdav',
    use: 'a folder on a WebDAV server: photosalbum save --album webdav+https://HOST/FOLDER, or in a program webdav({ url })',
  },
  { album: 'memory', use: 'an array, for tests, in a program only: memory()' },
]

const CHOOSE_FOLDER = 'choose another folder: photosalbum save --album FOLDER.'

/**
 * Implements `inspectSystemAlbum`, and inspects any other folder as well. A module of its own, because saving does not need
 * it.
 */
export async function inspect(computer: Computer, chosen?: string): Promise<AlbumReport> {
  const { platform = process.platform, env = process.env } = computer
  const album = platform === 'darwin' && chosen === undefined ? 'apple-photos' : 'directory'
  const base = { platform, album, alternatives: ALTERNATIVES } as const
  try {
    const folder = chosen === undefined ? await picturesFolder(computer) : absolutePath(chosen)
    if (album === 'directory') return { ...base, ...(await inspectFolder(folder)) }
    // The library of Photos is in the Pictures folder unless it was moved; either way that disk must have room.
    const room = await inspectRoom(folder)
    const problems = [...((await isOnPath('osascript', env)) ? [] : [NO_OSASCRIPT]), ...room.problems]
    return { ...base, location: 'Photos', writable: problems.length > 0 ? 'no' : 'asks', ...room, problems }
  } catch (error) {
    const { problem, remedy, details } = isSaveError(error)
      ? { problem: error.message, remedy: `Fix that, or ${CHOOSE_FOLDER}`, details: error.details }
      : diskProblem(error, 'inspect-album')
    return { ...base, writable: 'no', problems: [{ problem, remedy, details }], warnings: [] }
  }
}

type FolderReport = Pick<AlbumReport, 'location' | 'exists' | 'writable' | 'problems' | 'warnings'> & Partial<Room>

/** Whether photos could be saved to a folder, which need not exist yet. */
async function inspectFolder(location: string): Promise<FolderReport> {
  const unusable = (problem: Problem) =>
    ({ location, exists: false, writable: 'no', problems: [problem], warnings: [] }) as const
  const link = findBrokenLink(location)
  if (link) {
    return unusable({
      problem: `${brokenLinkProblem(link)}.`,
      remedy: `Create that folder, or ${CHOOSE_FOLDER}`,
      details: { code: 'album-broken-link', album: location, ...link },
    })
  }
  const existing = await nearestExisting(location)
  if (!(await stat(existing)).isDirectory()) {
    return unusable({
      problem: `${existing} is a file where a folder should be.`,
      remedy: `Move it out of the way, or ${CHOOSE_FOLDER}`,
      details: { code: 'folder-is-file', path: existing },
    })
  }
  const exists = existing === location
  const room = await inspectRoom(existing)
  try {
    await access(existing, constants.W_OK | constants.X_OK)
    return { location, exists, writable: room.problems.length > 0 ? 'no' : 'yes', ...room }
  } catch (error) {
    const { problem, remedy, details } = diskProblem(error, 'write-folder', existing)
    return { location, exists, writable: 'no', ...room, problems: [{ problem, remedy, details }, ...room.problems] }
  }
}

type Room = Required<Pick<AlbumReport, 'freeBytes' | 'problems' | 'warnings'>> & Pick<AlbumReport, 'freeFiles'>

/** Less than this causes a warning: it is room for a few photos of a phone. In megabytes, and in files. */
const FEW_MEGABYTES = 50
const FEW_FILES = 50

/** How much room the disk of a path has. */
async function inspectRoom(path: string): Promise<Room> {
  const { bavail, bsize, ffree, files } = await statfs(await nearestExisting(path))
  const freeBytes = bavail * bsize
  const problems: Problem[] = []
  const warnings: Problem[] = []
  const found = (shortage: 'no-bytes' | 'few-bytes' | 'no-files' | 'few-files', problem: string, remedy: string) => ({
    problem: `The disk of ${path} ${problem}.`,
    remedy: `${remedy}, or ${CHOOSE_FOLDER}`,
    details: { code: 'disk-room', path, shortage } as const,
  })
  const free = 'Free some space'
  if (freeBytes === 0) problems.push(found('no-bytes', 'has no space left', free))
  else if (freeBytes < FEW_MEGABYTES * 1e6) {
    warnings.push(found('few-bytes', `has less than ${FEW_MEGABYTES} MB of space left`, free))
  }
  // File systems without a fixed number of files report 0 of 0.
  if (files === 0) return { freeBytes, problems, warnings }
  const remove = 'Delete files there'
  if (ffree === 0) problems.push(found('no-files', 'can hold no more files, however small', remove))
  else if (ffree < FEW_FILES) {
    warnings.push(found('few-files', `can hold fewer than ${FEW_FILES} more files`, remove))
  }
  return { freeBytes, freeFiles: ffree, problems, warnings }
}

async function nearestExisting(path: string): Promise<string> {
  try {
    await stat(path)
    return path
  } catch (error) {
    const code = errorCode(error)
    if ((code !== 'ENOENT' && code !== 'ENOTDIR') || dirname(path) === path) throw error
    return nearestExisting(dirname(path))
  }
}

const NO_OSASCRIPT: Problem = {
  problem: 'osascript, which imports photos into Photos, is not on the PATH.',
  remedy: 'Add /usr/bin to the PATH.',
  details: { code: 'osascript-missing' },
}

async function isOnPath(program: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const folders = (env.PATH ?? '').split(':')
  const found = await Promise.allSettled(folders.map((folder) => access(join(folder, program), constants.X_OK)))
  return found.some(({ status }) => status === 'fulfilled')
}
