import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { lstat, readdir, unlink } from './calls.ts'
import { CLAIM, FLAGS, HIDDEN } from './hidden-names.ts'
import { isOrphan } from './owner.ts'

const OURS = [HIDDEN, CLAIM]

/** Whoever makes a claim names itself in it at once, unless it is killed. In milliseconds. */
const UNNAMED_FOR = 10_000

/** Removes from an album what killed processes left behind. Never fails: no save is to suffer for what others left. */
export async function sweep(album: string): Promise<void> {
  try {
    // Looked at first: who had named its flag's file by then is in the list.
    const flags = await raisedFlags(album)
    const names = (await readdir(album)).filter((name) => OURS.some((start) => name.startsWith(start)))
    /** The files of which somebody alive has a name. */
    const alive = new Set<number>()
    for (const name of names) if (!FLAGS.includes(name)) await sweepOne(join(album, name), name, alive)
    for (const flag of flags) if (!alive.has(flag.ino)) await lower(flag)
  } catch {
    // The folder is missing or cannot be read: the save itself will tell.
  }
}

async function sweepOne(path: string, name: string, alive: Set<number>): Promise<void> {
  try {
    const { mtimeMs, ino } = await lstat(path)
    const owned = name.startsWith(CLAIM) ? await readFile(path, 'latin1') : name.slice(HIDDEN.length)
    const abandoned = owned === '' ? Date.now() - mtimeMs > UNNAMED_FOR : isOrphan(owned, mtimeMs)
    if (abandoned) await unlink(path)
    else alive.add(ino)
  } catch {
    // Its owner removed it meanwhile, or it cannot be removed.
  }
}

interface Flag {
  readonly path: string
  readonly ino: number
  readonly nlink: number
}

async function raisedFlags(album: string): Promise<Flag[]> {
  const flags: Flag[] = []
  for (const name of FLAGS) {
    const path = join(album, name)
    try {
      const { ino, nlink } = await lstat(path)
      flags.push({ path, ino, nlink })
    } catch {
      // It is not up, or is not to be looked at.
    }
  }
  return flags
}

/**
 * A flag is one file with its owner's first staged one, and belongs to nobody where that is gone. One that had no other name
 * and now has is being raised at this moment.
 */
async function lower({ path, ino, nlink }: Flag): Promise<void> {
  try {
    const now = await lstat(path)
    if (now.ino === ino && (nlink > 1 || now.nlink === 1)) await unlink(path)
  } catch {
    // As above.
  }
}
