import { unlink } from './calls.ts'
import { errorCode } from './disk-error.ts'

/** Removes files, and remembers those that could not be removed, to try again with the next save. */
export class Leftovers {
  readonly #paths = new Set<string>()

  get isEmpty(): boolean {
    return this.#paths.size === 0
  }

  /** Removes a file now or later. Never fails. */
  async discard(path: string): Promise<void> {
    try {
      await unlink(path)
      this.#paths.delete(path)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') this.#paths.delete(path)
      else this.#paths.add(path)
    }
  }

  /** Leaves a file to `retry`. */
  keep(path: string): void {
    this.#paths.add(path)
  }

  async retry(): Promise<void> {
    for (const path of [...this.#paths]) await this.discard(path)
  }
}
