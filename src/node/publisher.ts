import { join } from 'node:path'
import { exists, link } from './calls.ts'
import { errorCode } from './disk-error.ts'

import { freeNumber } from './free-number.ts'
import { hasNoLinks } from './no-links.ts'
import { numberedName } from './numbered-name.ts'
import { publishWithoutLinks } from './publish-without-links.ts'

/** How many names are remembered; the oldest is forgotten first. */
const REMEMBERED = 1000

/** Gives staged files a free name in the album, never replacing anything. */
export class Publisher {
  readonly #album: string
  /** The number that comes next, by name: what makes the next photo of a name cost what the first did. */
  readonly #next = new Map<string, number>()
  readonly #searches = new Map<string, Promise<void>>()
  readonly #discard: (path: string) => Promise<void>
  #links = true

  /** `discard` removes a hidden file, now or later, and never fails. */
  constructor(album: string, discard: (path: string) => Promise<void>) {
    this.#album = album
    this.#discard = discard
  }

  /** Publishes under `name`, or under the next free one after it. Gives the path. */
  async publish(staged: string, name: string): Promise<string> {
    for (;;) {
      await this.#searches.get(name)
      // Taken synchronously: saves that overlap never try the same number.
      const number = this.#next.get(name) ?? 1
      this.#remember(name, number + 1)
      const path = join(this.#album, numberedName(name, number))
      if (await this.#put(staged, path)) return path
      if (!this.#searches.has(name)) this.#searches.set(name, this.#search(name))
    }
  }

  async #search(name: string): Promise<void> {
    try {
      const isTaken = (number: number) => exists(join(this.#album, numberedName(name, number)))
      this.#remember(name, await freeNumber((this.#next.get(name) ?? 2) - 1, isTaken))
    } finally {
      this.#searches.delete(name)
    }
  }

  #remember(name: string, next: number): void {
    this.#next.delete(name)
    this.#next.set(name, next)
    for (const oldest of this.#next.keys()) {
      if (this.#next.size <= REMEMBERED) return
      this.#next.delete(oldest)
    }
  }

  /** Whether the path was free and now is the photo. */
  async #put(staged: string, path: string): Promise<boolean> {
    if (!this.#links) return publishWithoutLinks(staged, path, this.#discard)
    try {
      await link(staged, path)
      return true
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false
      if (!hasNoLinks(error)) throw error
      this.#links = false
      return this.#put(staged, path)
    }
  }
}
