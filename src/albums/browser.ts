import type { SaveError } from '../core/errors.ts'
import type { Album, MaybePromise } from '../core/types.ts'
import { lazyImport } from '../util/lazy-import.ts'
import type { Way } from '../web/hand-over.ts'
import { hasRemembered } from '../web/has-remembered.ts'
import { hasDocument, isApple, isInAlipay, isTouch, isWebView } from '../web/place.ts'
import type { AlipayH5Options } from './alipay-h5.ts'
import { defineAlbum } from './define-album.ts'
import type { LongPressOptions } from './long-press.ts'
import type { PickedFolderOptions } from './picked-folder.ts'
import type { WebDownloadOptions } from './web-download.ts'
import type { WebShareOptions } from './web-share.ts'

/** The albums that `browser` chooses from, and what each may be told. */
interface Choices {
  readonly 'alipay-h5': AlipayH5Options
  readonly 'picked-folder': PickedFolderOptions
  readonly 'web-share': WebShareOptions
  readonly 'web-download': WebDownloadOptions
  readonly 'long-press': LongPressOptions
}

export type BrowserChoice = keyof Choices

export interface BrowserOptions extends Partial<Choices> {
  /** What to try, best first. What is not named is never chosen. */
  readonly order?: readonly BrowserChoice[]
}

/** Where each is a good choice, best first; what it can do at all, it says itself. A page needs one of them. */
const CHOICES: Record<BrowserChoice, readonly [suits: () => MaybePromise<boolean>, load: () => Promise<unknown>]> = {
  'alipay-h5': [isInAlipay, () => import('./alipay-h5.ts')],
  'picked-folder': [hasRemembered, () => import('./picked-folder.ts')],
  // On a computer its share sheet leads to messages and mail rather than to photos; apps that show pages break it.
  'web-share': [() => isTouch() && !isWebView(), () => import('./web-share.ts')],
  // On an iPhone or iPad a download never gets into Photos; a long press does.
  'web-download': [() => hasDocument() && !isApple(), () => import('./web-download.ts')],
  'long-press': [hasDocument, () => import('./long-press.ts')],
}

interface Module {
  way(options: Choices[BrowserChoice] | undefined): Way
}

const files = lazyImport(() => import('../web/file-of.ts'))

/**
 * The best way for this page, chosen anew for every photo: the host's bridge, a folder that was picked before, the share
 * sheet of a phone, a download, an image to press. docs/albums/browser.md tells which platform gets what, and why.
 */
export default defineAlbum((options: BrowserOptions = {}): Album => {
  const names = Object.keys(CHOICES)
  const order = [options.order ?? (names as BrowserChoice[])].flat()
  if (!order[0] || !order.every((name) => names.includes(name)))
    throw new TypeError(`The order [${order}] is wrong: give some of ${names.join(', ')}.`)
  const ways = order.map((name) => {
    const [suits, load] = CHOICES[name]
    return [suits, lazyImport(async () => ((await load()) as Module).way(options[name]))] as const
  })
  return {
    name: 'browser',
    async add(photo, signal) {
      let file: File | undefined
      let refusal: SaveError | undefined
      for (const [suits, load] of ways) {
        if (!(await suits())) continue
        const way = await load()
        const refused = way.refusal(photo) ?? (await way.notNow?.())
        if (refused) {
          refusal = refused
          continue
        }
        file ??= await (await files()).fileOf(photo, signal)
        try {
          return await way.give(file, signal)
        } catch (thrown) {
          refusal = thrown as SaveError
          // Not here, or not now, after all: the person still wants the photo.
          if (!/^un(available|implemented)$/.test(refusal.reason)) throw thrown
        }
      }
      throw refusal ?? (await import('../web/no-way.ts')).noWay(order)
    },
  }
})
