import { SaveError } from '../errors.ts'
import { fileOf } from '../page/file-of.ts'
import type { Way } from '../page/hand-over.ts'
import { isApple, isTouch, isWebView } from '../page/place.ts'
import type { Album } from '../types.ts'
import { type AlipayH5Options, alipayH5Way } from './alipay-h5.ts'
import { defineAlbum } from './define-album.ts'
import { type LongPressOptions, longPressWay } from './long-press.ts'
import { type PickedFolderOptions, pickedFolderWay } from './picked-folder.ts'
import { type WebDownloadOptions, webDownloadWay } from './web-download.ts'
import { type WebShareOptions, webShareWay } from './web-share.ts'

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

const ORDER: readonly BrowserChoice[] = ['alipay-h5', 'picked-folder', 'web-share', 'web-download', 'long-press']

/**
 * The best way for this page, chosen anew for every photo: the host's bridge, a folder that was picked before, the share
 * sheet of a phone, a download, an image to press. docs/albums/browser.md tells which platform gets what, and why.
 */
export default defineAlbum((options: BrowserOptions = {}): Album => {
  const { order = ORDER } = options
  const folder = pickedFolderWay(options.pickedFolder)
  const ways: Record<BrowserChoice, Choice> = {
    'alipay-h5': { way: alipayH5Way(options.alipayH5) },
    'picked-folder': { way: folder, suits: () => folder.isOpen() },
    // On a computer its share sheet leads to messages and mail rather than to photos; apps that show pages break it.
    'web-share': { way: webShareWay(options.webShare), suits: () => isTouch() && !isWebView() },
    // On an iPhone or iPad a download never gets into Photos; a long press does.
    'web-download': { way: webDownloadWay(options.webDownload), suits: () => !isApple() },
    'long-press': { way: longPressWay(options.longPress) },
  }
  return {
    name: 'browser',
    async add(photo, signal) {
      let file: File | undefined
      let refusal: unknown
      for (const { way, suits } of order.map((name) => ways[name])) {
        const refused = way.refusal(photo)
        refusal = refused ?? refusal
        if (refused || !(await (suits?.() ?? true))) continue
        file ??= await fileOf(photo, signal)
        try {
          return await way.give(file, signal)
        } catch (thrown) {
          // Not here, or not now, after all: the person still wants the photo.
          if (!['unavailable', 'unimplemented'].includes((thrown as SaveError).reason)) throw thrown
          refusal = thrown
        }
      }
      throw (
        refusal ?? new SaveError('unimplemented', `None of ${order.join(', ')} suits this page. Give another order.`)
      )
    },
  }
})

interface Choice {
  readonly way: Way
  /** Whether it is a good choice here; what it can do at all, it says itself. Absent: always. */
  suits?(): boolean | Promise<boolean>
}
