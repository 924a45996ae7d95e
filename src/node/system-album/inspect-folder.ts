import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { brokenLinkProblem, diskProblem, errorCode, findBrokenLink } from '../disk-error.ts'

/** Something that stands in the way of saving. */
export interface Problem {
  readonly problem: string
  readonly remedy: string
}

interface Room {
  /** In bytes. */
  readonly freeBytes: number
  /** How many more files there can be. Absent where the file system sets no number. */
  readonly freeFiles?: number
  /** There is no room at all. */
  readonly problems: readonly Problem[]
  /** There is little. */
  readonly warnings: readonly Problem[]
}

interface FolderReport extends Partial<Room> {
  readonly location: string
  readonly exists: boolean
  readonly writable: 'yes' | 'no'
  readonly problems: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** Less than this is worth a word: it is a few photos of a phone. In megabytes, and in files. */
const LITTLE_ROOM = 50
const FEW_FILES = 50

const ELSEWHERE = 'or name a folder of another disk: photosalbum save --album FOLDER.'

/** Whether photos could be saved into a folder, which need not exist yet. */
export async function inspectFolder(location: string): Promise<FolderReport> {
  const link = findBrokenLink(location)
  if (link !== undefined) {
    const remedy = 'Make that folder, or name another one: photosalbum save --album FOLDER.'
    return {
      location,
      exists: false,
      writable: 'no',
      problems: [{ problem: `${brokenLinkProblem(link)}.`, remedy }],
      warnings: [],
    }
  }
  const existing = await nearestExisting(location)
  const exists = existing === location
  if (!(await stat(existing)).isDirectory()) {
    const problem = `${existing} is a file where a folder should be.`
    const remedy = 'Move it out of the way, or name another folder: photosalbum save --album FOLDER.'
    return { location, exists: false, writable: 'no', problems: [{ problem, remedy }], warnings: [] }
  }
  const room = await inspectRoom(existing)
  try {
    await access(existing, constants.W_OK | constants.X_OK)
    return { location, exists, writable: room.problems.length > 0 ? 'no' : 'yes', ...room }
  } catch (error) {
    const { problem, remedy } = diskProblem(error, 'write-folder', existing)
    return { location, exists, writable: 'no', ...room, problems: [{ problem, remedy }, ...room.problems] }
  }
}

/** How much room the disk of a path has. */
export async function inspectRoom(path: string): Promise<Room> {
  const { bavail, bsize, ffree, files } = await statfs(await nearestExisting(path))
  const freeBytes = bavail * bsize
  const problems: Problem[] = []
  const warnings: Problem[] = []
  const told = (problem: string, remedy: string) => ({ problem: `The disk of ${path} ${problem}.`, remedy })
  const free = `Free some room, ${ELSEWHERE}`
  if (freeBytes === 0) problems.push(told('has no room left', free))
  else if (freeBytes < LITTLE_ROOM * 1e6) warnings.push(told(`has less than ${LITTLE_ROOM} MB of room left`, free))
  // File systems without a fixed number of files report 0 of 0.
  if (files === 0) return { freeBytes, problems, warnings }
  const remove = `Delete files there, ${ELSEWHERE}`
  if (ffree === 0) problems.push(told('can hold no more files, however small', remove))
  else if (ffree < FEW_FILES) warnings.push(told(`can hold fewer than ${FEW_FILES} more files`, remove))
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

export async function isOnPath(program: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const folders = (env.PATH ?? '').split(':')
  const found = await Promise.allSettled(folders.map((folder) => access(join(folder, program), constants.X_OK)))
  return found.some(({ status }) => status === 'fulfilled')
}
