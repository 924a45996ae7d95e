import { SaveError } from '../errors.ts'
import { lazily } from '../lazily.ts'
import type { Way } from '../page/hand-over.ts'
import { hasRemembered } from '../page/has-remembered.ts'
import { hasDocument, isApple, isInAlipay, isTouch, isWebView } from '../page/place.ts'
import type { Album } from '../types.ts'
import type { AlipayH5Options } from './alipay-h5.ts'
import { defineAlbum } from './define-album.ts'
import type { LongPressOptions } from './long-press.ts'
import type { PickedFolderOptions } from './picked-folder.ts'
import type { WebDownloadOptions } from './web-download.ts'
import type { WebShareOptions } from './web-share.ts'

/** The albums that `browser` chooses from. */
export type BrowserChoice = 'alipay-h5' | 'picked-folder' | 'web-share' | 'web-download' | 'long-press'

export interface BrowserOptions {
  /** What to try, best first. What is not named is never chosen. */
  readonly order?: readonly BrowserChoice[]
  readonly alipayH5?: AlipayH5Options
  readonly pickedFolder?: PickedFolderOptions
  readonly webShare?: WebShareOptions
  readonly webDownload?: WebDownloadOptions
  readonly longPress?: LongPressOptions
}

const files = lazily(() => import('../page/file-of.ts'))

const ORDER: readonly BrowserChoice[] = ['alipay-h5', 'picked-folder', 'web-share', 'web-download', 'long-press']

/**
 * The best way for this page, chosen anew for every photo: the host's bridge, a folder that was picked before, the share
 * sheet of a phone, a download, an image to press. docs/albums/browser.md tells which platform gets what, and why.
 */
export default defineAlbum((options: BrowserOptions = {}): Album => {
  const { order = ORDER } = options
  // Made once for the album, since a folder is asked for once; loaded where they suit, since a page needs one of them.
  const made: { [Choice in BrowserChoice]?: Promise<Way> } = {}
  const choices: Record<BrowserChoice, Choice> = {
    'alipay-h5': {
      suits: isInAlipay,
      make: async () => (await import('./alipay-h5.ts')).alipayH5Way(options.alipayH5),
    },
    'picked-folder': {
      suits: hasRemembered,
      make: async () => (await import('./picked-folder.ts')).pickedFolderWay(options.pickedFolder),
    },
    // On a computer its share sheet leads to messages and mail rather than to photos; apps that show pages break it.
    'web-share': {
      suits: () => isTouch() && !isWebView(),
      make: async () => (await import('./web-share.ts')).webShareWay(options.webShare),
    },
    // On an iPhone or iPad a download never gets into Photos; a long press does.
    'web-download': {
      suits: () => !isApple(),
      make: async () => (await import('./web-download.ts')).webDownloadWay(options.webDownload),
    },
    'long-press': {
      suits: hasDocument,
      make: async () => (await import('./long-press.ts')).longPressWay(options.longPress),
    },
  }
  return {
    name: 'browser',
    async add(photo, signal) {
      let file: File | undefined
      let refusal: unknown
      for (const name of order) {
        const { suits, make } = choices[name]
        if (!(await suits())) continue
        made[name] ??= make()
        const way = await made[name]
        const refused = way.refusal(photo)
        refusal = refused ?? refusal
        if (refused || (await way.isReady?.()) === false) continue
        file ??= await (await files()).fileOf(photo, signal)
        try {
          return await way.give(file, signal)
        } catch (thrown) {
          // Not here, or not now, after all: the person still wants the photo.
          if (!['unavailable', 'unimplemented'].includes((thrown as SaveError).reason)) throw thrown
          refusal = thrown
        }
      }
      throw (
        refusal ?? new SaveError('unimplemented', `None of ${order.join(', ')} suits this page. Give another album.`)
      )
    },
  }
})

interface Choice {
  /** Whether it is a good choice here. What it can do at all, it says itself. */
  suits(): boolean | Promise<boolean>
  make(): Promise<Way>
}
