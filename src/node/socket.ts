import { type OpenSocket, socketOpener } from '../sources/network/socket.ts'
import { lazyImport } from '../util/async.ts'

const library = lazyImport(() => import('./ws.ts'))

/** Connects as a phone does: with the headers of the app, and without an origin. */
export const nodeSocket: OpenSocket = socketOpener(async ({ url, headers, protocols }) => {
  const { WebSocket } = await library()
  return new WebSocket(url, [...protocols], { headers })
})
