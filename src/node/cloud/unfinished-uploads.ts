import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isOrphan, ownedName } from '../owner.ts'

/** A multipart upload that has begun. */
export interface Note {
  /** The bucket and the prefix. */
  readonly target: string
  /** What the photo is called; the key may have a number. */
  readonly name: string
  readonly key: string
  readonly uploadId: string
  /** The metadata of the object. */
  readonly id: string
  /** In bytes. */
  readonly partSize: number
}

export interface Unfinished extends Note {
  /** Removes the note. */
  forget(): Promise<void>
}

/** How long an upload that a killed process left is kept for the photo that may come again. In milliseconds. */
const KEEP_FOR = 24 * 60 * 60 * 1000

/** How many notes are looked at: anything may have put files there. */
const MAX_NOTES = 1000

/**
 * The multipart uploads of this user's processes, one file each, named after its process: so the next process can tell
 * what a killed one left from what another is sending right now, which no server can say.
 */
export class UnfinishedUploads {
  readonly #folder: string

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'uploads')
  }

  /** Remembers an upload; returns what forgets it. Where nothing can be written, it cannot be continued later. */
  async note(note: Note): Promise<() => Promise<void>> {
    const path = join(this.#folder, ownedName())
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(path, JSON.stringify(note), { mode: 0o600 })
    } catch {
      // Only continuing depends on it.
    }
    return () => rm(path, { force: true })
  }

  /** Takes over an upload that a killed process left, and uploads that will not be continued. */
  async claim(
    matches: (note: Note) => boolean,
    belongs: (note: Note) => boolean,
  ): Promise<{ readonly found?: Unfinished; readonly stale: readonly Unfinished[] }> {
    let found: Unfinished | undefined
    const stale: Unfinished[] = []
    const names = await readdir(this.#folder).catch(() => [])
    for (const name of names.slice(0, MAX_NOTES)) {
      const path = join(this.#folder, name)
      try {
        const { mtimeMs } = await stat(path)
        if (!isOrphan(name, mtimeMs)) continue
        const note: Note = JSON.parse(await readFile(path, 'utf8'))
        const isWanted = !found && matches(note)
        const isStale = belongs(note) && Date.now() - mtimeMs > KEEP_FOR
        if (!isWanted && !isStale) continue
        const mine = join(this.#folder, ownedName())
        // Of several processes that want it, one succeeds.
        await rename(path, mine)
        const taken = { ...note, forget: () => rm(mine, { force: true }) }
        if (isWanted) found = taken
        else stale.push(taken)
      } catch {
        // Another process was faster, or it is not a note.
      }
    }
    return { stale, ...(found && { found }) }
  }
}
