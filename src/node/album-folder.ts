import { isSaveError, SaveError, throwIfCancelled } from '../core/errors.ts'
import type { Photo } from '../core/types.ts'
import { Limiter, MAX_CONCURRENT_SAVES } from '../util/limiter.ts'
import { brokenLink } from './broken-link.ts'
import { fsync } from './calls.ts'
import { Cloner } from './cloner.ts'
import { diskError, errorCode } from './disk-error.ts'
import { FolderSync } from './folder-sync.ts'
import { createPhotoFile } from './photo-file.ts'
import { Publisher } from './publisher.ts'
import { Staging } from './staging.ts'

const places = new Limiter(MAX_CONCURRENT_SAVES)

/** A folder that photos are added to: staged, synced, then published whole under a name that was free. */
export class AlbumFolder {
  readonly #path: string
  readonly #staging: Staging
  readonly #publisher: Publisher
  readonly #sync: FolderSync
  readonly #cloner = new Cloner()

  constructor(path: string) {
    this.#path = path
    this.#staging = new Staging(path)
    this.#publisher = new Publisher(path, (hidden) => this.#staging.discard(hidden))
    this.#sync = new FolderSync(path)
  }

  /** Gives the path of the photo once it is safe on disk; a failure leaves nothing. */
  add(photo: Photo, signal: AbortSignal): Promise<string> {
    return places.run(async () => {
      try {
        throwIfCancelled(signal)
        const staged = await this.#stage(photo, signal)
        return await this.#publish(staged, photo.name)
      } catch (error) {
        throw isSaveError(error) ? error : this.#explain(error)
      }
    }, signal)
  }

  #explain(error: unknown): SaveError {
    const what = `write to the album ${this.#path}`
    const link = errorCode(error) === 'ENOENT' && brokenLink(this.#path)
    if (!link) return diskError(error, what)
    return new SaveError('unavailable', `Cannot ${what}: ${link}. Make that folder or choose another one.`, {
      cause: error,
    })
  }

  /** The photo in a hidden file of its own, whole and safe on disk. */
  async #stage(photo: Photo, signal: AbortSignal): Promise<string> {
    const clone = photo.file !== undefined && this.#cloner.tries(photo.file)
    const cloner = clone ? this.#cloner : undefined
    const { path, file } = await this.#staging.create((path) => createPhotoFile(path, photo, cloner), { clone })
    try {
      try {
        await file.fill(signal)
        throwIfCancelled(signal)
        await together(fsync(file.descriptor), file.check?.())
      } finally {
        file.close()
      }
      throwIfCancelled(signal)
      return path
    } catch (error) {
      await this.#staging.abandon(path)
      throw error
    }
  }

  /** From here on an abort comes too late: the photo is whole, and will be there in a moment. */
  async #publish(staged: string, name: string): Promise<string> {
    let path: string | undefined
    try {
      path = await this.#publisher.publish(staged, name)
    } finally {
      if (path === undefined) await this.#staging.release(staged)
    }
    // The second name of the staged file is not needed for anything: it goes while the disk is busy anyway.
    const removed = this.#staging.release(staged)
    try {
      await this.#sync.sync()
    } catch (error) {
      await this.#staging.withdraw(path)
      throw error
    } finally {
      await removed
    }
    return path
  }
}

/** Waits for both, also when one fails: neither may go on when the file is closed. */
async function together(...work: readonly (Promise<void> | undefined)[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') throw result.reason
}
