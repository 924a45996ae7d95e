import { join } from 'node:path'
import { exists, fstat, link, lstat } from './calls.ts'
import { errorCode } from './disk-error.ts'
import { FLAGS } from './hidden-names.ts'
import type { Leftovers } from './leftovers.ts'
import { hasNoLinks } from './no-links.ts'
import { createAt, type Make, type OpenFile, ownedPath, type Staged } from './staged-file.ts'
import { sweep } from './sweep.ts'

/** Beside others that save, for so many times as long as a sweep took there is no other. */
const REST = 20

/** A staged file with a second name. */
export interface Flagged<File> extends Staged<File> {
  readonly flag: string
}

/**
 * A flag is a second name of a process's first staged file, one of a few fixed ones: it shows others, without listing the
 * album, that there may be something to clean up. A second name costs next to nothing; a file or folder of its own would cost
 * a third of a small photo.
 *
 * A process that is killed between the two names leaves a flag that nobody owns. So others lower such a flag, and whoever
 * raises one must count with it: what has its name a moment later may be another's file.
 */
export class Flags {
  readonly #album: string
  readonly #leftovers: Leftovers
  readonly #paths: readonly string[]
  /** Whether two names can be told to be one file here. */
  #links = true
  #turn = 0
  #nextSweep = 0

  constructor(album: string, leftovers: Leftovers) {
    this.#album = album
    this.#leftovers = leftovers
    this.#paths = FLAGS.map((name) => join(album, name))
  }

  /**
   * Cleans up if others left anything, and has a file made with a flag. It must be made by opening it: of any other it
   * could not be told whether it still is there. Nothing where no flag can be had.
   */
  async raise<File extends OpenFile>(make: Make<File>): Promise<Flagged<File> | undefined> {
    if (this.#links && (await this.#seesAny())) await this.#sweep()
    for (const flag of this.#paths) {
      if (!this.#links) break
      const flagged = await this.#raiseOne(flag, make)
      if (flagged) return flagged
      await this.#sweep()
    }
    return undefined
  }

  /** At all flags the first time, then at one of them each time: a process that was killed had the first that was free. */
  async #seesAny(): Promise<boolean> {
    const turn = this.#turn++
    const looks = turn === 0 ? this.#paths : [this.#paths[turn % this.#paths.length] as string]
    for (const flag of looks) if (await exists(flag)) return true
    return false
  }

  /** Nothing if the flag is another's. */
  async #raiseOne<File extends OpenFile>(flag: string, make: Make<File>): Promise<Flagged<File> | undefined> {
    const path = ownedPath(this.#album)
    let file: File
    try {
      file = (await createAt(flag, make)).file
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return undefined
      throw error
    }
    let named = false
    try {
      named = await this.#name(flag, path, file)
      return named ? { path, file, flag } : undefined
    } catch (error) {
      // It was lowered at this moment; by now it may be another's.
      if (errorCode(error) === 'ENOENT') return undefined
      await this.#leftovers.discard(flag)
      throw error
    } finally {
      if (!named) {
        file.close()
        await this.#leftovers.discard(path)
      }
    }
  }

  /** Gives the flag's file its owner's name. Whether that then is this file's, and no other's. */
  async #name(flag: string, path: string, file: OpenFile): Promise<boolean> {
    try {
      await link(flag, path)
    } catch (error) {
      if (!hasNoLinks(error)) throw error
      await this.#doWithout(flag)
      return false
    }
    const [named, opened] = [await lstat(path), await fstat(file.descriptor)]
    if (named.ino === opened.ino) return true
    // The file is there, so this must be its name: a file system that numbers names, not files, like sshfs.
    if (opened.nlink > 0) await this.#doWithout(flag)
    return false
  }

  /** What was left is then found by listing the album, once a process. */
  async #doWithout(flag: string): Promise<void> {
    this.#links = false
    await this.#leftovers.discard(flag)
    await sweep(this.#album)
  }

  async #sweep(): Promise<void> {
    const start = performance.now()
    if (start < this.#nextSweep) return
    await sweep(this.#album)
    const end = performance.now()
    this.#nextSweep = end + (end - start) * REST
  }
}
