import { isSaveError } from '../../core/errors.ts'
import { diskProblem } from '../disk-error.ts'
import { inspectFolder, inspectRoom, isOnPath, type Problem } from './inspect-folder.ts'
import { type Computer, picturesFolder } from './pictures-folder.ts'

/** What there is to know about the album of a computer without adding anything to it. */
export interface AlbumReport {
  /** As `process.platform` has it. */
  readonly platform: NodeJS.Platform
  /** The album that `system` stands for here. */
  readonly album: 'apple-photos' | 'directory'
  /** The absolute path of the folder, or the name of the application. Absent where it could not be found out. */
  readonly location?: string
  /** Whether the folder is there. If not, it is made when the first photo is saved. */
  readonly exists?: boolean
  /** `asks`: the system asks the person when the first photo is saved. */
  readonly writable: 'yes' | 'no' | 'asks'
  /** Room for photos on the disk where they go, in bytes. */
  readonly freeBytes?: number
  /** How many more files the same disk can hold. Absent where its file system sets no number. */
  readonly freeFiles?: number
  /** What stands in the way of saving, each with what to do about it. */
  readonly problems: readonly Problem[]
  /** What may soon stand in the way: little room. */
  readonly warnings: readonly Problem[]
  /** Which other albums this computer has. */
  readonly alternatives: readonly Alternative[]
}

export interface Alternative {
  /** The album's name, such as `directory`. */
  readonly album: string
  /** What it is, and how to choose it. */
  readonly use: string
}

const ALTERNATIVES: readonly Alternative[] = [
  { album: 'directory', use: 'any folder: photosalbum save --album FOLDER, or in a program directory({ path })' },
  { album: 'memory', use: 'an array, for tests, in a program only: memory()' },
]

const NO_OSASCRIPT: Problem = {
  problem: 'osascript, by which Photos is told to import a photo, is not on the PATH.',
  remedy: 'Add /usr/bin to the PATH.',
}

/** What `inspectSystemAlbum` tells; on its own, because a save needs nothing of it. */
export async function inspect(computer: Computer): Promise<AlbumReport> {
  const { platform = process.platform, env = process.env } = computer
  const album = platform === 'darwin' ? 'apple-photos' : 'directory'
  const base = { platform, album, alternatives: ALTERNATIVES } as const
  try {
    const folder = await picturesFolder(computer)
    if (album === 'directory') return { ...base, ...(await inspectFolder(folder)) }
    // The library of Photos lies in the Pictures folder unless it was moved; either way its disk must have room.
    const room = await inspectRoom(folder)
    const problems = [...((await isOnPath('osascript', env)) ? [] : [NO_OSASCRIPT]), ...room.problems]
    return { ...base, location: 'Photos', writable: problems.length > 0 ? 'no' : 'asks', ...room, problems }
  } catch (error) {
    const { problem, remedy } = isSaveError(error)
      ? { problem: error.message, remedy: 'Name a folder: photosalbum save --album FOLDER.' }
      : diskProblem(error, 'inspect-album')
    return { ...base, writable: 'no', problems: [{ problem, remedy }], warnings: [] }
  }
}
