import { FileError } from './file-error.ts'
import { quote } from './quote.ts'
import type { Steps } from './steps.ts'
import type { FileStore } from './stores/file-store.ts'
import { sizeOf } from './stores/tree.ts'

/** In bytes: 10 MB for a file that an app keeps, 50 MB for all of them, user and cache files together (C42). */
export const FILE_QUOTA = 10 * 1024 * 1024
const APP_QUOTA = 50 * 1024 * 1024

/** In milliseconds: how long a count is trusted. Another process of the same app may be writing, too. */
const COUNT_AGAIN_AFTER = 1000

export interface Quota {
  /** Takes the room for a file that replaces `replaced` bytes, or throws `over-quota`. */
  take(path: string, size: number, replaced: number): Steps<void>
  /** To be called after a change that `take` does not know of. */
  recount(): void
}

export function createQuota(store: FileStore): Quota {
  let used = 0
  let counted = 0

  return {
    *take(path, size, replaced) {
      checkSize(path, size)
      if (Date.now() - counted > COUNT_AGAIN_AFTER) {
        used = (yield* sizeOf(store, 'user')) + (yield* sizeOf(store, 'cache'))
        counted = Date.now()
      }
      const after = used + size - replaced
      if (after > APP_QUOTA) {
        throw new FileError(
          'over-quota',
          `There is no room for ${quote(path)}: an app may keep 50 MB. Remove files first.`,
        )
      }
      used = after
    },
    recount() {
      counted = 0
    },
  }
}

export function checkSize(path: string, size: number): void {
  if (size <= FILE_QUOTA) return
  throw new FileError('over-quota', `${quote(path)} would be larger than the 10 MB that a file may have. Write less.`)
}
