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
 * Makes a folder and the missing ones above it, and returns those that were made. One by one, since Node's own `recursive`
 * never ends in `/proc`, where making a folder fails with ENOENT although its parent exists.
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
    // Some systems report EISDIR for a root folder.
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
    // This file system cannot sync a folder, so nothing more can be done.
    if (!/^(EINVAL|ENOTSUP|EOPNOTSUPP|ENOSYS)$/.test(errorCode(error) ?? '')) throw error
  } finally {
    closeFile(folder)
  }
}

/**
 * How many syncs of a folder run at once. With one, most saves would wait for it to end before theirs can begin; a second
 * one joins it in the journal of the file system. More would only take threads from other work.
 */
const MAX_CONCURRENT_SYNCS = 2

/** Shares syncs of a folder: one serves every save that waits for it, like the group commit of a database. */
export class FolderSync {
  readonly #path: string
  readonly #limiter = new Limiter(MAX_CONCURRENT_SYNCS)
  #next: Promise<void> | undefined

  constructor(path: string) {
    this.#path = path
  }

  /** Resolves once all entries that the folder had when this was called are safe on disk. */
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
