import { truncate } from './calls.ts'
import { type Flagged, Flags } from './flags.ts'
import { Leftovers } from './leftovers.ts'
import { createAt, createEmpty, type Make, type OpenFile, ownedPath, type Staged } from './staged-file.ts'

/**
 * Where photos grow before they are published: in hidden files of the album, hence on its file system and with its access
 * rights. The first such file of a process has a flag for as long as the process saves.
 */
export class Staging {
  readonly #album: string
  readonly #leftovers = new Leftovers()
  readonly #flags: Flags
  /** How many saves are under way. */
  #users = 0
  #raising: Promise<unknown> | undefined
  /** The two names of the first of them, which stay until the last one ends. */
  #raised: { readonly path: string; readonly flag: string } | undefined

  constructor(album: string) {
    this.#album = album
    this.#flags = new Flags(album, this.#leftovers)
  }

  /**
   * Has a file made for a photo; the caller then gives its path to `release` or `abandon`. One that is a `clone`, hence not made by
   * opening it, cannot have the flag: that then is an empty file.
   */
  async create<File extends OpenFile>(make: Make<File>, { clone = false } = {}): Promise<Staged<File>> {
    this.#users++
    try {
      while (this.#raising) if (await succeeds(this.#raising)) return await this.#createOwned(make)
      const raising = clone ? this.#raiseEmpty() : this.#raise(make)
      this.#raising = raising
      raising.catch(() => {
        this.#raising = undefined
      })
      return (await raising) ?? (await this.#createOwned(make))
    } catch (error) {
      await this.#leave()
      throw error
    }
  }

  /** Ends what `create` began. Never fails: what cannot be removed now goes with the next save. */
  async release(path: string): Promise<void> {
    if (path !== this.#raised?.path) await this.#leftovers.discard(path)
    await this.#leave()
  }

  /** The same for a photo that was not published: it must not keep its room until the others are done. */
  async abandon(path: string): Promise<void> {
    if (path === this.#raised?.path && this.#users > 1) await empty(path)
    await this.release(path)
  }

  /** Removes a hidden file, now or with the next save. Never fails. */
  async discard(path: string): Promise<void> {
    await this.#leftovers.discard(path)
  }

  /** The same for a photo, whose name may be another's by then. */
  async withdraw(path: string): Promise<void> {
    await this.#leftovers.withdraw(path)
  }

  async #leave(): Promise<void> {
    if (--this.#users > 0) return
    const raised = this.#raised
    this.#raising = this.#raised = undefined
    if (!raised) return
    await this.#leftovers.discard(raised.path)
    // As long as there is anything to clean up there is a flag.
    if (this.#leftovers.isEmpty) await this.#leftovers.discard(raised.flag)
    else this.#leftovers.keep(raised.flag)
  }

  async #raise<File extends OpenFile>(make: Make<File>): Promise<Flagged<File> | undefined> {
    await this.#leftovers.retry()
    const flagged = await this.#flags.raise(make)
    if (flagged) this.#raised = { path: flagged.path, flag: flagged.flag }
    return flagged
  }

  async #raiseEmpty(): Promise<undefined> {
    const flagged = await this.#raise(createEmpty)
    flagged?.file.close()
  }

  async #createOwned<File>(make: Make<File>): Promise<Staged<File>> {
    const path = ownedPath(this.#album)
    try {
      return await createAt(path, make)
    } catch (error) {
      await this.#leftovers.discard(path)
      throw error
    }
  }
}

async function empty(path: string): Promise<void> {
  try {
    await truncate(path)
  } catch {
    // It keeps its room for a little longer.
  }
}

const succeeds = (promise: Promise<unknown>): Promise<boolean> =>
  promise.then(
    () => true,
    () => false,
  )
