import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { diskProblem, errorCode } from '../../disk/disk-error.ts'

/** Something that stands in the way of saving. */
export interface Problem {
  readonly problem: string
  readonly remedy: string
}

interface Room {
  /** In bytes. */
  readonly freeBytes: number
  readonly problems: readonly Problem[]
}

interface FolderReport extends Partial<Room> {
  readonly location: string
  readonly exists: boolean
  readonly writable: 'yes' | 'no'
  readonly problems: readonly Problem[]
}

/** Less than this is worth a word: it is a few photos of a phone. In bytes. */
const LITTLE_ROOM = 50_000_000

/** Whether photos could be saved into a folder, which need not exist yet. */
export async function inspectFolder(location: string): Promise<FolderReport> {
  const existing = await nearestExisting(location)
  const exists = existing === location
  if (!(await stat(existing)).isDirectory()) {
    const problem = `${existing} is a file where a folder should be.`
    const remedy = 'Move it out of the way, or name another folder: photosalbum save --album FOLDER.'
    return { location, exists: false, writable: 'no', problems: [{ problem, remedy }] }
  }
  const { freeBytes, problems } = await inspectRoom(existing)
  try {
    await access(existing, constants.W_OK | constants.X_OK)
    return { location, exists, writable: 'yes', freeBytes, problems }
  } catch (error) {
    const { problem, remedy } = diskProblem(error, `write to ${existing}`)
    return { location, exists, writable: 'no', freeBytes, problems: [{ problem, remedy }, ...problems] }
  }
}

/** How much room the disk of a path has. */
export async function inspectRoom(path: string): Promise<Room> {
  const { bavail, bsize, ffree, files } = await statfs(await nearestExisting(path))
  const freeBytes = bavail * bsize
  const problems: Problem[] = []
  if (freeBytes < LITTLE_ROOM) {
    problems.push({ problem: `The disk of ${path} has room for ${freeBytes} more bytes.`, remedy: 'Free some room.' })
  }
  // File systems without a fixed number of files report 0 of 0.
  if (files > 0 && ffree === 0) {
    problems.push({ problem: `The disk of ${path} has room for no more files.`, remedy: 'Delete some files.' })
  }
  return { freeBytes, problems }
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

export async function isOnPath(program: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const folders = (env.PATH ?? '').split(':')
  const found = await Promise.allSettled(folders.map((folder) => access(join(folder, program), constants.X_OK)))
  return found.some(({ status }) => status === 'fulfilled')
}
