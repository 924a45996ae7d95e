import { join } from 'node:path'
import { exists, link, rename } from './calls.ts'
import { errorCode, hasNoLinks } from './disk-error.ts'
import { findFreeNumber, numberedName } from './photo-names.ts'
import { isFileAt, type StagedFile, type Staging } from './staging.ts'

/** How many names are remembered; the oldest is forgotten first. */
const MAX_REMEMBERED = 1000

/** Gives staged files a free name in the album. Never replaces anything. */
export class Publisher {
  readonly #album: string
  readonly #staging: Staging
  /** The next number of each name, so that the next photo of a name costs what the first did. */
  readonly #next = new Map<string, number>()
  readonly #searches = new Map<string, Promise<void>>()
  #hasLinks = true

  constructor(album: string, staging: Staging) {
    this.#album = album
    this.#staging = staging
  }

  /** Publishes under `name`, or under the next free name after it. Gives the path. */
  async publish(staged: StagedFile, name: string): Promise<string> {
    for (;;) {
      await this.#searches.get(name)
      // Taken synchronously: saves that overlap never try the same number.
      const number = this.#next.get(name) ?? 1
      this.#remember(name, number + 1)
      const path = join(this.#album, numberedName(name, number))
      if (await this.#publishAt(staged, path)) return path
      if (!this.#searches.has(name)) this.#searches.set(name, this.#search(name))
    }
  }

  async #search(name: string): Promise<void> {
    try {
      const isTaken = (number: number) => exists(join(this.#album, numberedName(name, number)))
      this.#remember(name, await findFreeNumber((this.#next.get(name) ?? 2) - 1, isTaken))
    } finally {
      this.#searches.delete(name)
    }
  }

  #remember(name: string, next: number): void {
    this.#next.delete(name)
    this.#next.set(name, next)
    for (const oldest of this.#next.keys()) {
      if (this.#next.size <= MAX_REMEMBERED) return
      this.#next.delete(oldest)
    }
  }

  /** Whether the path was free and now is the photo. */
  async #publishAt(staged: StagedFile, path: string): Promise<boolean> {
    if (!this.#hasLinks) return this.#publishByRename(staged, path)
    try {
      await link(staged.path, path)
      return true
    } catch (error) {
      if (this.#succeededAnyway(staged, path)) return true
      if (errorCode(error) === 'EEXIST') return false
      if (!hasNoLinks(error)) throw error
    }
    this.#hasLinks = false
    return this.#publishByRename(staged, path)
  }

  /**
   * Without hard links only `rename` publishes in one step, and it replaces what has the name. So the process first claims
   * the name, then makes sure that it is free, and then renames. A program other than photosalbum that makes a file of the
   * same name between these two calls would be replaced: no call can prevent that here.
   */
  async #publishByRename(staged: StagedFile, path: string): Promise<boolean> {
    const release = await this.#staging.claim(path)
    if (!release) return false
    try {
      if (await exists(path)) return false
      await rename(staged.path, path)
      return true
    } catch (error) {
      if (this.#succeededAnyway(staged, path)) return true
      throw error
    } finally {
      await release()
    }
  }

  /**
   * A file server may do what it was asked and still report an error: its answer was lost, and the repeated request
   * found the name taken. Where even this cannot be found out, the photo is removed as soon as it can.
   */
  #succeededAnyway(staged: StagedFile, path: string): boolean {
    try {
      return isFileAt(path, staged.identity)
    } catch {
      this.#staging.withdraw(path, staged.identity)
      return false
    }
  }
}
