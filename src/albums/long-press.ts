import { SaveError } from '../core/errors.ts'
import type { Saved } from '../core/types.ts'
import { lazyImport } from '../util/lazy-import.ts'
import { handOver, type Way } from '../web/hand-over.ts'
import { hasDocument } from '../web/place.ts'
import { takeTurns } from '../web/take-turns.ts'
import { defineAlbum } from './define-album.ts'

export interface LongPressOptions {
  /** Of the texts. The page's (`<html lang>`), else the browser's, unless told otherwise. */
  readonly language?: 'zh' | 'en'
}

const overlay = lazyImport(() => import('../web/long-press-overlay.ts'))

/** One overlay at a time, in the order of the calls. */
const inTurn = takeTurns()

/** An overlay with the image, for places that save pictures by a long press only: WeChat, and most pages inside apps. */
export const way = ({ language }: LongPressOptions = {}): Way => ({
  name: 'long-press',
  refusal: ({ name }) =>
    hasDocument()
      ? undefined
      : new SaveError('unimplemented', `Cannot show ${name} to be pressed: a worker has no page. Use another album.`),
  give: (file, signal) =>
    inTurn(async (): Promise<Saved> => {
      const { longPressed } = await overlay()
      await longPressed(file, language, signal)
      return { outcome: 'handed-over' }
    }, signal),
})

export default defineAlbum((options?: LongPressOptions) => handOver(way(options)))
