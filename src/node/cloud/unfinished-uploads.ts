import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isOrphan, ownedName } from '../owner.ts'

/** A multipart upload that has begun. */
export interface Note {
  /** The bucket and the prefix. */
  readonly target: string
  /** The name of the photo. In the key it may have a number. */
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

/** How long the upload of a killed process is kept, in milliseconds: the same photo may be saved again. */
const KEEP_FOR = 24 * 60 * 60 * 1000

/** The most notes that are read: other programs may have put files there. */
const MAX_NOTES = 1000

/**
 * The multipart uploads of this user's processes, one file each, named after its process. So the next process can tell the
 * uploads of killed processes from those that are still being sent, which no server reports.
 */
export class UnfinishedUploads {
  readonly #folder: string

  constructor(dataDir: string) {
    this.#folder = join(dataDir, 'uploads')
  }

  /** Remembers an upload, and returns a function that forgets it. If the note cannot be written, nothing else fails. */
  async note(note: Note): Promise<() => Promise<void>> {
    const path = join(this.#folder, ownedName())
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(path, JSON.stringify(note), { mode: 0o600 })
    } catch {
      // The upload just cannot be continued later.
    }
    return () => rm(path, { force: true })
  }

  /** Takes over the upload of a killed process that `matches`, and old uploads that nothing will continue. */
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
        // If several processes try this, one succeeds.
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
