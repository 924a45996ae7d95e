import { mkdir as makeFolders } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { lstat, mkdir, readdir, rmdir, unlink } from './calls.ts'
import { errorCode } from './disk-error.ts'
import { syncFolder } from './folder-sync.ts'
import { isOrphan, ownedName } from './owner.ts'

/** Each user has their own: in an album that several share, one could neither use nor clean another's. */
const FOLDER_NAME = process.getuid ? `.photosalbum-${process.getuid()}` : '.photosalbum'

/** How often another process may remove the folder under a save before that is an error. */
const ATTEMPTS = 100

/**
 * Where photos grow before they are published: a hidden folder inside the album, hence on its file system, and
 * short, so that looking for orphans never means listing 100,000 photos. It exists only while a save is under way.
 */
export class Staging {
  readonly path: string
  readonly #album: string
  /** How many saves of this process are at it. */
  #users = 0
  #ready: Promise<void> | undefined
  /** What could not be removed when its save failed: the next save tries again. */
  readonly #leftovers = new Set<string>()

  constructor(album: string) {
    this.#album = album
    this.path = join(album, FOLDER_NAME)
  }

  /** Calls `make` with a path on which nothing is yet. What it makes there is the caller's to give to `remove`. */
  async create<T>(make: (path: string) => Promise<T>): Promise<{ path: string; made: T }> {
    this.#users++
    const path = join(this.path, ownedName())
    try {
      for (let attempt = 1; ; attempt++) {
        this.#ready ??= this.#prepare()
        await this.#ready
        try {
          return { path, made: await make(path) }
        } catch (error) {
          // Another process ended its last save and removed the folder between our two calls: make it again.
          if (errorCode(error) !== 'ENOENT' || attempt === ATTEMPTS) throw error
          this.#ready = undefined
        }
      }
    } catch (error) {
      await this.remove(path)
      throw error
    }
  }

  /** Ends what `create` began: removes the staged file, and the folder with the last of them. Never fails. */
  async remove(path: string): Promise<void> {
    await this.discard(path)
    if (--this.#users > 0) return
    this.#ready = undefined
    try {
      await rmdir(this.path)
    } catch {
      // ENOTEMPTY: another process is saving, too.
    }
  }

  /** Removes a file, now or, where that fails, at the next save. */
  async discard(path: string): Promise<void> {
    try {
      await unlink(path)
      this.#leftovers.delete(path)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') this.#leftovers.delete(path)
      else this.#leftovers.add(path)
    }
  }

  async #prepare(): Promise<void> {
    for (const path of [...this.#leftovers]) await this.discard(path)
    for (let attempt = 1; ; attempt++) {
      try {
        // Where this makes the folder, it is empty: no listing is needed to know that there are no orphans.
        return await mkdir(this.path)
      } catch (error) {
        const code = errorCode(error)
        if (code === 'EEXIST') return this.#sweep()
        if (code !== 'ENOENT' || attempt === ATTEMPTS) throw error
        await makeFolder(this.#album)
      }
    }
  }

  /** Removes what killed processes left behind. */
  async #sweep(): Promise<void> {
    try {
      for (const name of await readdir(this.path)) await this.#sweepOne(name)
    } catch {
      // Whoever saves a photo is not to suffer for what others left.
    }
  }

  async #sweepOne(name: string): Promise<void> {
    const path = join(this.path, name)
    try {
      const { mtimeMs } = await lstat(path)
      if (isOrphan(name, mtimeMs)) await unlink(path)
    } catch {
      // Its owner removed it meanwhile, or it cannot be removed.
    }
  }
}

/** Makes the folder and those above it that are missing, so that they survive a power cut. */
async function makeFolder(path: string): Promise<void> {
  const first = await makeFolders(path, { recursive: true })
  if (first === undefined) return
  for (let made = path; ; made = dirname(made)) {
    await syncFolder(dirname(made))
    if (made === first || made === dirname(made)) return
  }
}
