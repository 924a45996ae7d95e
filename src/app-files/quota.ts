import type { Coroutine } from '../util/coroutine.ts'
import { FileError, MB } from './file-error.ts'
import { type FileStore, sizeOf } from './stores/file-store.ts'

/** The documented limits (C42): 10 MB for a file that an app keeps, 50 MB for all its user and cache files together. */
export const FILE_QUOTA = 10 * MB
export const APP_QUOTA = 50 * MB

/** In milliseconds. Another process of the same app may be writing, so a count is trusted only for this long. */
const RECOUNT_AFTER = 1000

export interface Quota {
  /** Reserves space for a file that replaces `replaced` bytes, or throws `over-quota`. */
  take(path: string, size: number, replaced: number): Coroutine<void>
  /** Must be called after a change that did not go through `take`. */
  recount(): void
}

export function createQuota(store: FileStore): Quota {
  let used = 0
  let countedAt = 0

  return {
    *take(path, size, replaced) {
      checkFileSize(path, size)
      if (Date.now() - countedAt > RECOUNT_AFTER) {
        used = (yield* sizeOf(store, 'user')) + (yield* sizeOf(store, 'cache'))
        countedAt = Date.now()
      }
      const after = used + size - replaced
      if (after > APP_QUOTA) throw new FileError('file-quota-exceeded', { path, maxBytes: APP_QUOTA })
      used = after
    },
    recount() {
      countedAt = 0
    },
  }
}

export function checkFileSize(path: string, size: number): void {
  if (size > FILE_QUOTA) throw new FileError('file-too-large', { path, maxBytes: FILE_QUOTA })
}
