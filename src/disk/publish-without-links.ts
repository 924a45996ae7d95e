import { writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { exists, rename, unlink } from './calls.ts'
import { errorCode } from './disk-error.ts'
import { CLAIM, HIDDEN } from './hidden-names.ts'

/**
 * For file systems without hard links, where only `rename` publishes in one step, and it replaces. So a process first
 * claims the name by a hidden file that only one can make, then looks whether the name is free, and then renames. A killed
 * process's claim says whose it was and is swept up like any staged file; until then others take the next number.
 *
 * Gives whether the path was free and now is the photo. A program that is not this one and makes a file of the same
 * name between the look and the rename would be replaced: without hard links no call can prevent that.
 */
export async function publishWithoutLinks(staged: string, path: string): Promise<boolean> {
  const claim = join(dirname(path), `${CLAIM}${hashOf(basename(path))}`)
  try {
    await writeFile(claim, basename(staged).slice(HIDDEN.length), { flag: 'wx' })
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
  try {
    if (await exists(path)) return false
    await rename(staged, path)
    return true
  } finally {
    await unlink(claim)
  }
}

/** Short, and equal for names that some file system takes for one. Different names may share it: that costs a number. */
function hashOf(name: string): string {
  let hash = 0
  for (const character of name.normalize('NFC').toLowerCase()) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0
  }
  return (hash >>> 0).toString(36)
}
