import { SaveError } from '../core/errors.ts'
import type { Saved } from '../core/types.ts'
import { checkOptions, oneOf } from '../core/validation.ts'
import { lazyImport } from '../util/async.ts'
import { createQueue, type DeliveryMethod, deliveryAlbum } from '../web/delivery.ts'
import { hasDocument } from '../web/platform.ts'
import { defineAlbum } from './define-album.ts'

export interface LongPressOptions {
  /**
   * The language of the texts.
   * @default the language of the page (`<html lang>`), else that of the browser
   */
  readonly language?: 'zh' | 'en'
}

const overlay = lazyImport(() => import('../web/overlay.ts'))

/** One overlay at a time, in the order of the calls. */
const enqueue = createQueue()

/** An overlay with the image, for places that save images only by a long press, such as WeChat and many other apps. */
export function method(options?: LongPressOptions): DeliveryMethod {
  checkOptions('longPress', options, { language: oneOf('zh', 'en') })
  return {
    name: 'long-press',
    refusal: ({ name: photo }) =>
      hasDocument()
        ? undefined
        : new SaveError('unimplemented', `Cannot show ${photo}: a worker has no page. Use another album.`, {
            details: { code: 'delivery-unsupported', photo, method: 'long-press', place: 'worker' },
          }),
    deliver: (file, signal) =>
      enqueue(async (): Promise<Saved> => {
        const { showOverlay } = await overlay()
        await showOverlay(file, signal, options?.language)
        return { outcome: 'handed-over' }
      }, signal),
  }
}

export default defineAlbum((options?: LongPressOptions) => deliveryAlbum(method(options)))
