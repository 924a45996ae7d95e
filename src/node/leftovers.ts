import type { Stats } from 'node:fs'
import { lstat, unlink } from './calls.ts'
import { errorCode } from './disk-error.ts'

/** Removes files, and remembers those that could not be removed, to try again with the next save. */
export class Leftovers {
  /** With what the file was, where others may get the name of it. */
  readonly #files = new Map<string, Stats | undefined>()

  get isEmpty(): boolean {
    return this.#files.size === 0
  }

  /** Removes a file now or later. Never fails. */
  async discard(path: string): Promise<void> {
    await this.#remove(path, undefined)
  }

  /** The same for a photo that is in the album: what gets its name later is another's, and stays. */
  async withdraw(path: string): Promise<void> {
    try {
      await this.#remove(path, await lstat(path))
    } catch {
      // It is not there any more, or nothing can be known of it: then nothing under its name is this process's to remove.
    }
  }

  /** Leaves a file to `retry`. */
  keep(path: string): void {
    this.#files.set(path, undefined)
  }

  async retry(): Promise<void> {
    for (const [path, file] of [...this.#files]) await this.#remove(path, file)
  }

  async #remove(path: string, file: Stats | undefined): Promise<void> {
    try {
      if (!file || isSame(file, await lstat(path))) await unlink(path)
      this.#files.delete(path)
    } catch (error) {
      if (errorCode(error) === 'ENOENT') this.#files.delete(path)
      else this.#files.set(path, file)
    }
  }
}

/** The number of a file that was removed is soon that of a new one. */
function isSame(one: Stats, other: Stats): boolean {
  return one.ino === other.ino && one.mtimeMs === other.mtimeMs && one.size === other.size
}
