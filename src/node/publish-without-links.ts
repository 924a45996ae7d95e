import { basename, dirname, join } from 'node:path'
import { exists, read, rename } from './calls.ts'
import { errorCode } from './disk-error.ts'
import { CLAIM, HIDDEN } from './hidden-names.ts'
import { closeFile, openFile, toCreate, toRead } from './open-file.ts'
import { writeAll } from './write-all.ts'

/** In bytes. */
const LONGEST_NAME = 255

/** Removes a hidden file, now or later. Never fails. */
type Discard = (path: string) => Promise<void>

/**
 * For file systems without hard links, where only `rename` publishes in one step, and it replaces. So a process first
 * claims the name by a hidden file that only one can make, then looks whether the name is free, and then renames. A killed
 * process's claim says whose it was and is swept up like any staged file; until then others take the next number.
 *
 * Gives whether the path was free and now is the photo. A program that is not this one and makes a file of the same
 * name between the look and the rename would be replaced: without hard links no call can prevent that.
 */
export async function publishWithoutLinks(staged: string, path: string, discard: Discard): Promise<boolean> {
  const claim = join(dirname(path), `${CLAIM}${hashOf(basename(path))}`)
  if (!(await make(claim, basename(staged).slice(HIDDEN.length), discard))) return false
  try {
    if (await exists(path)) return false
    await rename(staged, path)
    return true
  } finally {
    await discard(claim)
  }
}

/** Whether the claim now is this one's. */
async function make(claim: string, owner: string, discard: Discard): Promise<boolean> {
  let file: number
  try {
    file = await openFile(toCreate(claim))
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw error
  }
  try {
    await writeAll(file, [Buffer.from(owner)], 0)
  } catch (error) {
    await discard(claim)
    throw error
  } finally {
    closeFile(file)
  }
  try {
    // As long as nobody stood in it, a sweep may have taken it for one of a process that was killed.
    return (await ownerIn(claim)) === owner
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    await discard(claim)
    throw error
  }
}

async function ownerIn(claim: string): Promise<string> {
  const file = await openFile(toRead(claim))
  try {
    const name = Buffer.alloc(LONGEST_NAME)
    return name.toString('latin1', 0, await read(file, name, 0))
  } finally {
    closeFile(file)
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
