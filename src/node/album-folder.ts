import { isSaveError, throwIfCancelled } from '../core/errors.ts'
import type { Photo } from '../core/types.ts'
import { Limiter } from '../util/async.ts'
import { fsync, identify } from './calls.ts'
import { diskError } from './disk-error.ts'
import { FolderSync } from './folder.ts'
import { Cloner, createPhotoFile } from './photo-file.ts'
import { Publisher } from './publish.ts'
import { type StagedFile, Staging } from './staging.ts'

/** How many photos one process writes at the same time. Each needs an open file. */
export const MAX_CONCURRENT_SAVES = 128
const limiter = new Limiter(MAX_CONCURRENT_SAVES)

/**
 * A folder to which photos are added. Each is staged in a hidden folder, synced, and published whole under a name that was
 * free; then the folder is synced. See docs/decisions/0003-directory-album.md.
 */
export class AlbumFolder {
  readonly #path: string
  readonly #staging: Staging
  readonly #publisher: Publisher
  readonly #sync: FolderSync
  readonly #cloner = new Cloner()

  constructor(path: string) {
    this.#path = path
    this.#staging = new Staging(path)
    this.#publisher = new Publisher(path, this.#staging)
    this.#sync = new FolderSync(path)
  }

  /** Resolves to the path of the photo once it is safe on disk. A failure leaves nothing behind. */
  async add(photo: Photo, signal: AbortSignal): Promise<string> {
    try {
      return await limiter.run(async () => {
        throwIfCancelled(signal)
        const staged = await this.#stage(photo, signal)
        // Too late to abort: the photo is complete and about to be published.
        return this.#publish(staged, photo)
      }, signal)
    } catch (error) {
      if (error === signal.reason) throwIfCancelled(signal)
      throw isSaveError(error) ? error : diskError(error, 'write-album', this.#path)
    }
  }

  /** Writes the complete photo into a hidden file and syncs it. */
  async #stage(photo: Photo, signal: AbortSignal): Promise<StagedFile> {
    const { path, file } = await this.#staging.create((path) => createPhotoFile(path, photo, this.#cloner), signal)
    try {
      try {
        await file.fill(signal)
        throwIfCancelled(signal)
        await fsync(file.descriptor)
        throwIfCancelled(signal)
        return { path, identity: await identify(file.descriptor) }
      } finally {
        file.close()
      }
    } catch (error) {
      await this.#staging.discard(path)
      throw error
    }
  }

  async #publish(staged: StagedFile, photo: Photo): Promise<string> {
    let path: string
    try {
      path = await this.#publisher.publish(staged, photo.name, photo.publishing)
    } catch (error) {
      await this.#staging.discard(staged.path)
      throw error
    }
    // The staged name is no longer needed. It is removed while the folder is synced.
    const discarded = this.#staging.discard(staged.path)
    try {
      await this.#sync.sync()
    } catch (error) {
      this.#staging.withdraw(path, staged.identity)
      throw error
    } finally {
      await discarded
    }
    return path
  }

  /** Removes the staging folder if it is empty. The next save creates it again. */
  dispose(): void {
    this.#staging.dispose()
  }
}
