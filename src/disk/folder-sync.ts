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

/** One sync serves every save that waits for it: what a database calls a group commit. */
export class FolderSync {
  readonly #path: string
  #running: Promise<void> | undefined
  #next: Promise<void> | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Resolves once whatever was in the folder when this was called is safe. */
  sync(): Promise<void> {
    // A sync under way may have begun before this caller's entry was there: only the next one is sure to hold it.
    if (this.#running) {
      this.#next ??= this.#running.then(
        () => this.#start(),
        () => this.#start(),
      )
      return this.#next
    }
    return this.#start()
  }

  #start(): Promise<void> {
    this.#next = undefined
    const running = syncFolder(this.#path).finally(() => {
      if (this.#running === running) this.#running = undefined
    })
    this.#running = running
    return running
  }
}
