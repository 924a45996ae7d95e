import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lstat, readdir, unlink } from './calls.ts'
import { CLAIM, FLAGS, HIDDEN } from './hidden-names.ts'
import { isOrphan } from './owner.ts'

/** Removes from an album what killed processes left behind. Never fails: no save is to suffer for what others left. */
export async function sweep(album: string): Promise<void> {
  try {
    const names = (await readdir(album)).filter((name) => name.startsWith(HIDDEN))
    /** The files of which somebody alive has a name. */
    const alive = new Set<number>()
    for (const name of names) if (!FLAGS.includes(name)) await sweepOne(join(album, name), name, alive)
    for (const name of names) if (FLAGS.includes(name)) await lower(join(album, name), alive)
  } catch {
    // The folder is missing or cannot be read: the save itself will tell.
  }
}

async function sweepOne(path: string, name: string, alive: Set<number>): Promise<void> {
  try {
    const { mtimeMs, ino } = await lstat(path)
    const owned = name.startsWith(CLAIM) ? await readFile(path, 'latin1') : name.slice(HIDDEN.length)
    if (isOrphan(owned, mtimeMs)) await unlink(path)
    else alive.add(ino)
  } catch {
    // Its owner removed it meanwhile, or it cannot be removed.
  }
}

/** A flag is one file with its owner's first staged one, and belongs to nobody where that is gone. */
async function lower(path: string, alive: ReadonlySet<number>): Promise<void> {
  try {
    if (!alive.has((await lstat(path)).ino)) await unlink(path)
  } catch {
    // As above.
  }
}
