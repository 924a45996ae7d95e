import { join } from 'node:path'
import type { MaybePromise } from '../core/types.ts'
import { exists, link, rename } from './calls.ts'
import { errorCode, hasNoLinks } from './disk-error.ts'
import { FreeNames } from './free-names.ts'
import { isFileAt, type StagedFile, type Staging } from './staging.ts'

/** Gives staged files a free name in the album. Never replaces anything. */
export class Publisher {
  readonly #album: string
  readonly #staging: Staging
  readonly #names: FreeNames
  #hasLinks = true

  constructor(album: string, staging: Staging) {
    this.#album = album
    this.#staging = staging
    this.#names = new FreeNames((name) => exists(join(album, name)))
  }

  /** Publishes under `name`, or under the next free name after it. Gives the path. */
  publish(staged: StagedFile, name: string, announce?: (path: string) => MaybePromise<void>): Promise<string> {
    return this.#names.take(name, async (free) => {
      const path = join(this.#album, free)
      if (announce) {
        // What is there already must not pass for this photo later.
        if (await exists(path)) return undefined
        await announce(path)
      }
      return (await this.#publishAt(staged, path)) ? path : undefined
    })
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
