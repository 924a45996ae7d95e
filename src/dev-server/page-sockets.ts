/**
 * The connections (`my.connectSocket`) of the apps in the page, which cannot set headers and may only connect to its own
 * server.
 */
import { Hono } from 'hono'
import { nodeSocket } from '../node/socket.ts'
import type { Allow } from '../sources/network/network.ts'
import { type SocketAction, servedSockets } from '../sources/network/socket-messages.ts'

export interface PageSocketOptions {
  /** Which servers the app may connect to. */
  readonly allow: Allow
  /** Aborts when the server is closed. */
  readonly closing: AbortSignal
}

export function pageSockets({ allow, closing }: PageSocketOptions) {
  const app = new Hono()
  const pages = new Map<string, ReturnType<typeof servedSockets>>()

  /** The events of a page's connections, as lines of JSON. The connections end with this response. */
  app.post('/sockets/:page', (context) => {
    const page = context.req.param('page')
    const encoder = new TextEncoder()
    let stop = () => {}
    const lines = new ReadableStream<Uint8Array>({
      start(controller) {
        const own = servedSockets(nodeSocket({ allow }), (socket, report) =>
          controller.enqueue(encoder.encode(`${JSON.stringify([socket, report])}\n`)),
        )
        pages.set(page, own)
        stop = () => {
          own.end()
          if (pages.get(page) === own) pages.delete(page)
        }
        closing.addEventListener('abort', stop, { once: true })
        // The page waits for the first byte.
        controller.enqueue(encoder.encode('\n'))
      },
      cancel() {
        closing.removeEventListener('abort', stop)
        stop()
      },
    })
    return context.body(lines, 200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
  })

  /** `[socket, action]`, in the order in which the page sends them. */
  app.post('/socket/:page', async (context) => {
    const wanted = readAction(await context.req.text())
    const sockets = pages.get(context.req.param('page'))
    if (!wanted || !sockets) return context.text('What to do is JSON: [1, { "type": "close" }]\n', 400)
    try {
      sockets.act(...wanted)
    } catch {
      return context.text('That cannot be done with this connection.\n', 400)
    }
    return context.body(null, 204)
  })

  return app
}

function readAction(text: string): [socket: number, action: SocketAction] | undefined {
  try {
    const [socket, action] = JSON.parse(text) as [unknown, { type?: unknown } | null]
    return typeof socket === 'number' && typeof action?.type === 'string' ? [socket, action as SocketAction] : undefined
  } catch {
    return undefined
  }
}
