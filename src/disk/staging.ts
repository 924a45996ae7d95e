import { join } from 'node:path'
import { exists, link, lstat, rename, truncate, unlink } from './calls.ts'
import { errorCode } from './disk-error.ts'
import { FLAGS, HIDDEN } from './hidden-names.ts'
import { makeFolder } from './make-folder.ts'
import { hasNoLinks } from './no-links.ts'
import { ownedName } from './owner.ts'
import { sweep } from './sweep.ts'

/** Beside others that save, for so many times as long as a sweep took there is no other. */
const REST = 20

/** Makes a file at a path where nothing is yet, or throws and leaves nothing there. */
type Make<File> = (path: string) => Promise<File>

interface Staged<File> {
  readonly path: string
  readonly file: File
}

/**
 * Where photos grow before they are published: in hidden files of the album, hence on its file system and with its access
 * rights. The first such file of a process has a second name for as long as the process saves, a flag: it shows others,
 * without listing the album, that there may be something to clean up. A second name costs next to nothing; a file or folder of
 * its own would cost a third of a small photo.
 */
export class Staging {
  readonly #album: string
  readonly #flags: readonly string[]
  /** How many saves are under way. */
  #users = 0
  #raising: Promise<unknown> | undefined
  /** The two names of the first of them, which stay until the last one ends. */
  #raised: { readonly path: string; readonly flag: string } | undefined
  #links = true
  #turn = 0
  #nextSweep = 0
  /** What could not be removed when its save failed: the next save tries again. */
  readonly #leftovers = new Set<string>()

  constructor(album: string) {
    this.#album = album
    this.#flags = FLAGS.map((name) => join(album, name))
  }

  /** Has a file made for a photo. What is at its path later on is the caller's to give to `remove`. */
  async create<File extends { close(): void }>(make: Make<File>): Promise<Staged<File>> {
    this.#users++
    try {
      while (this.#raising) if (await succeeds(this.#raising)) return await this.#createAt(this.#ownedPath(), make)
      const raising = this.#createFirst(make)
      this.#raising = raising
      raising.catch(() => {
        this.#raising = undefined
      })
      return await raising
    } catch (error) {
      await this.#leave()
      throw error
    }
  }

  /** Ends what `create` began. Never fails: what cannot be removed now is removed by the next save. */
  async remove(path: string): Promise<void> {
    if (path !== this.#raised?.path) await this.discard(path)
    else if (this.#users > 1) await emptyUnlessPublished(path)
    await this.#leave()
  }

  /** Removes a file, now or at the next save. */
  async discard(path: string): Promise<void> {
    try {
      await unlink(path)
      this.#leftovers.delete(path)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') this.#leftovers.delete(path)
      else this.#leftovers.add(path)
    }
  }

  async #leave(): Promise<void> {
    if (--this.#users > 0) return
    const raised = this.#raised
    this.#raising = this.#raised = undefined
    if (!raised) return
    await this.discard(raised.path)
    // As long as there is anything to clean up there is a flag.
    if (this.#leftovers.size > 0) this.#leftovers.add(raised.flag)
    else await this.discard(raised.flag)
  }

  async #createFirst<File extends { close(): void }>(make: Make<File>): Promise<Staged<File>> {
    for (const path of [...this.#leftovers]) await this.discard(path)
    if (this.#links) {
      if (await this.#seesFlag()) await this.#sweep()
      for (const flag of this.#flags) {
        const staged = await this.#createFlagged(flag, make)
        if (staged) return staged
        await this.#sweep()
      }
    }
    return this.#createAt(this.#ownedPath(), make)
  }

  /** At all flags the first time, then at one of them each time: a process that was killed had the first that was free. */
  async #seesFlag(): Promise<boolean> {
    const turn = this.#turn++
    const looks = turn === 0 ? this.#flags : [this.#flags[turn % this.#flags.length] as string]
    for (const flag of looks) if (await exists(flag)) return true
    return false
  }

  /** Nothing if the flag is another's. */
  async #createFlagged<File extends { close(): void }>(
    flag: string,
    make: Make<File>,
  ): Promise<Staged<File> | undefined> {
    const path = this.#ownedPath()
    let file: File
    try {
      file = (await this.#createAt(flag, make)).file
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return undefined
      throw error
    }
    try {
      if (await this.#name(flag, path)) this.#raised = { path, flag }
      return { path, file }
    } catch (error) {
      file.close()
      // Somebody who swept at this moment took it for abandoned; by now the flag may be another's.
      if (errorCode(error) === 'ENOENT') return undefined
      await this.discard(flag)
      throw error
    }
  }

  /** Gives the flag's file its owner's name, too. Whether the flag is up then. */
  async #name(flag: string, path: string): Promise<boolean> {
    try {
      await link(flag, path)
      return true
    } catch (error) {
      if (!hasNoLinks(error)) throw error
      // No flags without links: what was left can only be found by listing the album, once a process.
      this.#links = false
      await rename(flag, path)
      await sweep(this.#album)
      return false
    }
  }

  async #createAt<File>(path: string, make: Make<File>): Promise<Staged<File>> {
    try {
      return { path, file: await make(path) }
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error
      await makeFolder(this.#album)
      return { path, file: await make(path) }
    }
  }

  #ownedPath(): string {
    return join(this.#album, `${HIDDEN}${ownedName()}`)
  }

  async #sweep(): Promise<void> {
    const start = performance.now()
    if (start < this.#nextSweep) return
    await sweep(this.#album)
    const end = performance.now()
    this.#nextSweep = end + (end - start) * REST
  }
}

const succeeds = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => true,
    () => false,
  )

/** A photo that failed must not keep its room until the others are done. Its two hidden names are all that it has. */
async function emptyUnlessPublished(path: string): Promise<void> {
  try {
    if ((await lstat(path)).nlink <= 2) await truncate(path)
  } catch {
    // It keeps its room for a little longer.
  }
}
