import type { CallHost } from './call.ts'

/**
 * The defect that the document lists for phones (C14), for tests and the simulator: of calls that overlap, only the
 * first that succeeds calls its `success`. Nothing else is lost: `fail`, `complete` and the promise come as ever, so
 * that an app that starts the next call in `complete`, as the document advises, gets all of its callbacks.
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
