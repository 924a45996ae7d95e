import type { BrowserChoice } from '../albums/browser.ts'
import { SaveError } from '../core/errors.ts'
import { hasDocument } from './place.ts'

/** Why a page passes over a way that it was told to try. A long press suits every page. */
const WHY: { readonly [Choice in BrowserChoice]?: string } = {
  'alipay-h5': 'this page does not run inside Alipay',
  'picked-folder': 'no folder was picked before: pickedFolder().requestPermission() asks for one in a tap',
  'web-share': 'photos are shared on touch screens only, and not from a page inside an app',
  'web-download': 'on an iPhone or iPad a download never gets into Photos',
}

/** What to say where none of the ways is one here, and what to do about it. Loaded only then. */
export function noWay(order: readonly BrowserChoice[]): SaveError {
  const why = hasDocument()
    ? `Nothing in the order suits this page. ${order.map((name) => `${name}: ${WHY[name]}`).join('; ')}. Add another`
    : 'A worker has no page to hand a photo over in. Let the page save (photosalbum/bridge)'
  return new SaveError('unimplemented', `${why}, or use opfs().`)
}
