import { SaveError } from '../core/errors.ts'
import { checkOptions, milliseconds } from '../core/validation.ts'
import { withTimeout } from '../util/timeout.ts'
import { type DeliveryMethod, deliveryAlbum, mimeType } from '../web/delivery.ts'
import { hasDocument, hasUserActivation, reportsUserActivation } from '../web/platform.ts'
import { defineAlbum } from './define-album.ts'

export interface WebShareOptions {
  /**
   * How long to wait for the share sheet, in milliseconds.
   * @default 120_000
   */
  readonly timeout?: number
}

/** The share sheet of the system, with "Save Image" on iPhones. Each photo needs a tap of its own. */
export function method(options?: WebShareOptions): DeliveryMethod {
  checkOptions('webShare', options, { timeout: milliseconds })
  const { timeout = 120_000 } = options ?? {}
  return {
    name: 'web-share',
    refusal(photo) {
      const { name, type } = photo
      // The file alone: with a text beside it, some targets store a note instead of the picture.
      const probe = new File(['?'], name, { type: mimeType(photo) })
      if (!globalThis.navigator?.canShare?.({ files: [probe] })) {
        const [place, why] = !hasDocument()
          ? (['worker', 'a worker has no share sheet'] as const)
          : globalThis.isSecureContext
            ? (['browser', `it shares no ${type} files`] as const)
            : (['insecure', 'only pages on https: may share'] as const)
        return new SaveError('unimplemented', `This browser cannot share ${name}: ${why}. Use another album.`, {
          details: { code: 'delivery-unsupported', photo: name, method: 'web-share', place },
        })
      }
      return hasUserActivation() ? undefined : tapNeeded(name)
    },
    async deliver(file, signal) {
      const { name: photo, size } = file
      if (!hasUserActivation()) throw tapNeeded(photo)
      const seconds = timeout / 1000
      const noAnswer = new SaveError(
        'timeout',
        `The share sheet gave no answer within ${seconds} s. It is not known whether ${photo} was saved.`,
        { details: { code: 'delivery-timeout', photo, method: 'web-share', seconds } },
      )
      try {
        await withTimeout(navigator.share({ files: [file] }), timeout, noAnswer, signal)
      } catch (cause) {
        const { name } = cause as Error
        if (name === 'InvalidStateError') {
          throw new SaveError('unavailable', `Another share sheet is open. Save ${photo} once it is closed.`, {
            cause,
            details: { code: 'share-sheet-busy', photo },
          })
        }
        if (name === 'NotAllowedError' && !reportsUserActivation()) throw tapNeeded(photo, cause)
        throw (await import('../web/file-system-error.ts')).fileSystemError(cause, { kind: 'share', photo, size })
      }
      return { outcome: 'handed-over' }
    },
  }
}

export default defineAlbum((options?: WebShareOptions) => deliveryAlbum(method(options)))

function tapNeeded(photo: string, cause?: unknown): SaveError {
  return new SaveError(
    'unavailable',
    `Sharing ${photo} needs a tap, and the last one is too long ago. Fetch the image first (my.downloadFile), then save it inside the click handler.`,
    { cause, details: { code: 'share-needs-tap', photo } },
  )
}
