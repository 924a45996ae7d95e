import { basename } from 'node:path'
import { exists, readdir, rename } from './calls.ts'

/**
 * For file systems without hard links, where only `rename` publishes in one step, and it replaces. So a process first
 * claims the name, by renaming its staged file to `<staged>.<name>`, then looks whether another claims it too (of two,
 * at least the later one sees the other; who sees one steps back) and whether it is taken, and then renames. The claim
 * ends with that rename; a killed process's claim is an orphan like any staged file.
 *
 * Gives whether the path was free and now is the photo. A program that is not this one and makes a file of the same
 * name between the look and the rename would be replaced: without hard links no call can prevent that.
 */
export async function publishWithoutLinks(staged: string, path: string, staging: string): Promise<boolean> {
  const ending = `.${claimOf(basename(path))}`
  const claim = `${staged}${ending}`
  await rename(staged, claim)
  try {
    const claims = (await readdir(staging)).filter((name) => name.endsWith(ending))
    if (claims.length > 1 || (await exists(path))) {
      await rename(claim, staged)
      return false
    }
    await rename(claim, path)
    return true
  } catch (error) {
    try {
      // Back to the name by which its owner removes it.
      await rename(claim, staged)
    } catch {
      // The disk is in trouble; what is reported is how that began.
    }
    throw error
  }
}

/** Short, and equal for names that some file system takes for one. Different names may share it: that costs a number. */
function claimOf(name: string): string {
  let hash = 0
  for (const character of name.normalize('NFC').toLowerCase()) {
    hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0
  }
  return (hash >>> 0).toString(36)
}
