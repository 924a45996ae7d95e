import type { CallHost } from './call.ts'

/**
 * The known defect of phones that the document lists (C14), for tests and the simulator: of overlapping calls, only the
 * first that succeeds calls its `success`. Nothing else is lost: `fail`, `complete` and the promise work as always, so an
 * app that starts the next call in `complete`, as the document advises, gets all of its callbacks.
 */
export function consecutiveCalls(): NonNullable<CallHost['defect']> {
  let pending = 0
  let succeeded = false
  return (api) => {
    if (api !== 'saveImageToPhotosAlbum') return undefined
    if (pending++ === 0) succeeded = false
    return (callback) => {
      if (callback === 'complete') pending--
      if (callback !== 'success') return false
      const lost = succeeded
      succeeded = true
      return lost
    }
  }
}
