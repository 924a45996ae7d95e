import { Limiter } from '../util/limiter.ts'
import { fsync } from './calls.ts'
import { errorCode } from './disk-error.ts'
import { closeFile, openFile, toRead } from './open-file.ts'

/** Where a folder cannot be synced by itself there is nothing more that could be done. */
const NOTHING_TO_SYNC = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Makes the entries of a folder survive a power cut. Windows has no such call: NTFS journals them itself. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await openFile(toRead(path))
  try {
    await fsync(folder)
  } catch (error) {
    if (!NOTHING_TO_SYNC.has(errorCode(error) ?? '')) throw error
  } finally {
    closeFile(folder)
  }
}

/**
 * So many syncs of a folder at once. With one, most saves would wait for what is left of it before theirs can begin; a second
 * one joins it in the journal of the file system. More would only take threads from other work.
 */
const AT_ONCE = 2

/** One sync serves every save that waits for it: what a database calls a group commit. */
export class FolderSync {
  readonly #path: string
  readonly #places = new Limiter(AT_ONCE)
  #next: Promise<void> | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Resolves once whatever was in the folder when this was called is safe. */
  sync(): Promise<void> {
    if (this.#next) return this.#next
    let begun = false
    const sync = this.#places.run(() => {
      begun = true
      this.#next = undefined
      return syncFolder(this.#path)
    })
    // One that has begun may have done so before the next caller's entry is there: only one that waits is sure to hold it.
    if (!begun) this.#next = sync
    return sync
  }
}
