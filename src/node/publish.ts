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

  /** Publishes under `name`, or under the next free name after it. Resolves to the path. */
  publish(staged: StagedFile, name: string, announce?: (path: string) => MaybePromise<void>): Promise<string> {
    return this.#names.take(name, async (free) => {
      const path = join(this.#album, free)
      if (announce) {
        // Otherwise a photo that is there already could later be taken for this one.
        if (await exists(path)) return undefined
        await announce(path)
      }
      return (await this.#publishAt(staged, path)) ? path : undefined
    })
  }

  /** Returns `false` if the path was taken. */
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
   * Without hard links only `rename` publishes in one step, but it replaces an existing file. So this process first claims
   * the name, then makes sure that it is free, and then renames. A file that another program creates between the last two
   * calls is replaced: no system call can prevent that here.
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
   * A file server may carry out a request and still report an error: its answer was lost, and the repeated request found
   * the name taken. If even this cannot be checked, the photo is removed as soon as possible.
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
