import type { Allow } from '../sources/network/network.ts'
import { type OpenSocket, socketOpener } from '../sources/network/socket.ts'
import { lazyImport } from '../util/async.ts'

const library = lazyImport(() => import('./ws.ts'))
/** What checks addresses belongs to the HTTP client, which most connections do not need. */
const checks = lazyImport(() => import('./http-connections.ts'))
const request = lazyImport(() => import('../sources/network/request.ts'))

/**
 * Connects as a phone does: with the headers of the app, and without an origin. `allow` is asked about the URL with
 * `https:` or `http:`.
 */
export const nodeSocket = ({ allow }: { readonly allow?: Allow | undefined } = {}): OpenSocket =>
  socketOpener(async ({ url, headers, protocols }) => {
    const allowAddress = allow?.allowAddress
    const lookup = allowAddress && (await checks()).checkedLookup(allowAddress)
    if (allow) {
      const asked = await (await request()).checkUrl(url.replace(/^ws/, 'http'), { allow })
      if (allowAddress) (await checks()).checkLiteralAddress(asked, allowAddress)
    }
    const { WebSocket } = await library()
    return new WebSocket(url, [...protocols], { headers, ...(lookup && { lookup }) })
  })
