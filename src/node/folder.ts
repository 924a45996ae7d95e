import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { Limiter } from '../util/async.ts'
import { fsync } from './calls.ts'
import { errorCode } from './disk-error.ts'
import { closeFile, openFile, toRead } from './open-files.ts'

/** Makes a folder and the missing ones above it, so that they survive a power cut. */
export async function makeFolder(path: string): Promise<void> {
  for (const made of makeFoldersSync(path)) await syncFolder(dirname(made))
}

/**
 * Makes a folder and the missing ones above it, and gives those that were made. One by one, since Node's own `recursive`
 * never ends in `/proc`, where a folder exists and yet answers ENOENT when another is to be made in it.
 */
export function makeFoldersSync(path: string, mode?: number): string[] {
  const parent = dirname(path)
  try {
    return make(path, mode)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || parent === path) throw error
  }
  return [...makeFoldersSync(parent, mode), ...make(path, mode)]
}

function make(path: string, mode: number | undefined): string[] {
  try {
    mkdirSync(path, { mode })
    return [path]
  } catch (error) {
    // EISDIR is what some systems say of a root.
    if (/^(EEXIST|EISDIR)$/.test(errorCode(error) ?? '')) return []
    throw error
  }
}

/** Makes the entries of a folder survive a power cut. Windows has no such call: NTFS journals them itself. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await openFile(toRead(path))
  try {
    await fsync(folder)
  } catch (error) {
    // A file system that cannot sync a folder by itself leaves nothing more to do.
    if (!/^(EINVAL|ENOTSUP|EOPNOTSUPP|ENOSYS)$/.test(errorCode(error) ?? '')) throw error
  } finally {
    closeFile(folder)
  }
}

/**
 * How many syncs of a folder run at once. With one, most saves would wait for the rest of it before theirs can begin; a
 * second one joins it in the journal of the file system. More would only take threads from other work.
 */
const SYNCS_AT_ONCE = 2

/** Shares syncs of a folder: one serves every save that waits for it, like the group commit of a database. */
export class FolderSync {
  readonly #path: string
  readonly #limiter = new Limiter(SYNCS_AT_ONCE)
  #next: Promise<void> | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Resolves once everything that was in the folder when this was called is safe. */
  sync(): Promise<void> {
    if (this.#next) return this.#next
    let begun = false
    const sync = this.#limiter.run(() => {
      begun = true
      this.#next = undefined
      return syncFolder(this.#path)
    })
    // A sync that has begun may miss the entry of the next caller; one that still waits covers it.
    if (!begun) this.#next = sync
    return sync
  }
}
