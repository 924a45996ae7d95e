import { SaveError, throwIfCancelled } from '../core/errors.ts'
import type { Album, MaybePromise } from '../core/types.ts'
import { invalidOption } from '../core/validation.ts'
import { lazyImport } from '../util/async.ts'
import type { DeliveryMethod } from '../web/delivery.ts'
import {
  hasDocument,
  hasRememberedFolder,
  isAppleMobile,
  isInAlipay,
  isTouchScreen,
  isWebView,
  place,
  sandboxAllowsDownloads,
} from '../web/platform.ts'
import type { AlipayH5Options } from './alipay-h5.ts'
import { defineAlbum } from './define-album.ts'
import type { LongPressOptions } from './long-press.ts'
import type { PickedFolderOptions } from './picked-folder.ts'
import type { WebDownloadOptions } from './web-download.ts'
import type { WebShareOptions } from './web-share.ts'

/** The albums that `browser` chooses from, and their options. */
interface Choices {
  readonly 'alipay-h5': AlipayH5Options
  readonly 'picked-folder': PickedFolderOptions
  readonly 'web-share': WebShareOptions
  readonly 'web-download': WebDownloadOptions
  readonly 'long-press': LongPressOptions
}

export type BrowserChoice = keyof Choices

export interface BrowserOptions extends Partial<Choices> {
  /**
   * The albums to try, best first. The others are never used.
   * @default ['alipay-h5', 'picked-folder', 'web-share', 'web-download', 'long-press']
   */
  readonly order?: readonly BrowserChoice[]
}

interface Choice {
  /** Whether the album is a good choice for this page. The album itself checks whether it works at all. */
  suits(): MaybePromise<boolean>
  /** Why it does not suit a page. */
  readonly why: string
  load(): Promise<unknown>
}

const CHOICES: { readonly [Name in BrowserChoice]: Choice } = {
  'alipay-h5': {
    suits: isInAlipay,
    why: 'this page does not run inside Alipay',
    load: () => import('./alipay-h5.ts'),
  },
  'picked-folder': {
    suits: hasRememberedFolder,
    why: 'no folder has been picked yet; pickedFolder().requestPermission() asks for one in a tap',
    load: () => import('./picked-folder.ts'),
  },
  // On a computer the share sheet offers messages and mail rather than photos; in a page inside an app it often fails.
  'web-share': {
    suits: () => isTouchScreen() && !isWebView(),
    why: 'photos are shared on touch screens only, and not from a page inside an app',
    load: () => import('./web-share.ts'),
  },
  // On an iPhone or iPad a download never gets into Photos, but a long press does. In a frame of another origin, the
  // sandbox may drop downloads silently.
  'web-download': {
    suits: () => hasDocument() && !isAppleMobile() && sandboxAllowsDownloads() !== undefined,
    why: 'downloads do not get into Photos on an iPhone or iPad, and may be dropped in a frame of another origin',
    load: () => import('./web-download.ts'),
  },
  'long-press': {
    suits: hasDocument,
    why: 'there is no page to show the image in',
    load: () => import('./long-press.ts'),
  },
}

interface MethodModule {
  method(options: Choices[BrowserChoice] | undefined): DeliveryMethod
}

const delivery = lazyImport(() => import('../web/delivery.ts'))

/**
 * The best album for this page, chosen anew for every photo: Alipay's bridge, a folder that was picked before, the share
 * sheet of a phone, a download, or an image to press. docs/albums/browser.md lists the choice for each platform, and why.
 */
export default defineAlbum((options: BrowserOptions = {}): Album => {
  const known = Object.keys(CHOICES)
  const order = [options.order ?? (known as BrowserChoice[])].flat()
  if (!order[0] || !order.every((name) => known.includes(name))) {
    throw invalidOption('browser', 'order', String(options.order), known)
  }
  const methods = order.map((name) => {
    const { suits, load } = CHOICES[name]
    return [suits, lazyImport(async () => ((await load()) as MethodModule).method(options[name]))] as const
  })
  return {
    name: 'browser',
    async add(photo, signal) {
      let file: File | undefined
      let refusal: SaveError | undefined
      for (const [suits, load] of methods) {
        if (!(await suits())) continue
        const method = await load()
        const refused = method.refusal(photo) ?? (await method.pending?.())
        if (refused) {
          refusal = refused
          // The developer of the page can allow downloads, and should learn that from an error, not from an overlay.
          if (method.name === 'web-download' && sandboxAllowsDownloads() === false) break
          continue
        }
        file ??= await (await delivery()).toFile(photo, signal)
        try {
          return await method.deliver(file, signal)
        } catch (thrown) {
          throwIfCancelled(signal)
          refusal = thrown as SaveError
          // It turned out to be unavailable, so the next one is tried: the user still wants the photo.
          if (!/^un(available|implemented)$/.test(refusal.reason)) throw thrown
        }
      }
      throw refusal ?? noneSuits(order)
    },
  }
})

function noneSuits(order: readonly BrowserChoice[]): SaveError {
  const messages = {
    page: `No album in the order suits this page. ${order.map((name) => `${name}: ${CHOICES[name].why}`).join('; ')}. Add another, or use opfs().`,
    server: 'A server that renders a page has no album. Save in the browser, or import photosalbum/node.',
    worker: 'A worker has no page to deliver a photo in. Let the page save (photosalbum/bridge), or use opfs().',
  }
  return new SaveError('unimplemented', messages[place()], {
    details: { code: 'no-delivery-method', order, place: place() },
  })
}
