import { SaveError } from '../core/errors.ts'
import { checkOption, milliseconds } from '../core/validation.ts'
import { mimeType } from '../web/file-of.ts'
import { hasGesture, tellsGestures } from '../web/gesture.ts'
import { handOver, type Way } from '../web/hand-over.ts'
import { pageError } from '../web/page-error.ts'
import { hasDocument } from '../web/place.ts'
import { settleWithin } from '../web/settle-within.ts'
import { defineAlbum } from './define-album.ts'

export interface WebShareOptions {
  /** How long to wait for the share sheet, in ms. 120,000 unless told otherwise. */
  readonly timeout?: number
}

/** The system's share sheet, on which "Save Image" stands. It needs a tap of the person, and uses it up. */
export const way = ({ timeout = 120_000 }: WebShareOptions = {}): Way => {
  checkOption('webShare', 'timeout', timeout, milliseconds)
  return {
    name: 'web-share',
    refusal(photo) {
      const { name, type } = photo
      // The file alone: a text beside it would make some targets store a note instead of the picture.
      const probe = new File(['?'], name, { type: mimeType(photo) })
      if (!globalThis.navigator?.canShare?.({ files: [probe] })) {
        const why = !hasDocument()
          ? 'a worker has no share sheet'
          : globalThis.isSecureContext
            ? `it shares no ${type} files`
            : 'only pages on https: may share'
        return new SaveError('unimplemented', `This browser cannot share ${name}: ${why}. Use another album.`)
      }
      return hasGesture() ? undefined : lostGesture(name)
    },
    async give(file, signal) {
      if (!hasGesture()) throw lostGesture(file.name)
      try {
        const text = `The share sheet gave no answer within ${timeout / 1000} s: nobody knows whether ${file.name} was saved.`
        await settleWithin(navigator.share({ files: [file] }), timeout, new SaveError('timeout', text), signal)
      } catch (thrown) {
        const { name } = thrown as Error
        if (name === 'InvalidStateError') {
          throw new SaveError('unavailable', `Another share sheet is open: save ${file.name} after it is closed.`, {
            cause: thrown,
          })
        }
        if (name === 'NotAllowedError' && !tellsGestures()) throw lostGesture(file.name, thrown)
        throw pageError(thrown, `share ${file.name} (${file.size} bytes)`)
      }
      return { outcome: 'handed-over' }
    },
  }
}

export default defineAlbum((options?: WebShareOptions) => handOver(way(options)))

function lostGesture(name: string, cause?: unknown): SaveError {
  return new SaveError(
    'unavailable',
    `Sharing ${name} needs a tap, and the last one is over. Fetch the image first (my.downloadFile), then save it inside the tap.`,
    { cause },
  )
}
