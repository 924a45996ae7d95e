/** The requests of the page for actions that a web page may not perform itself. */
import type { HttpBindings } from '@hono/node-server'
import { Hono } from 'hono'
import { toSaveError } from '../core/errors.ts'
import { saveImage } from '../core/save-image.ts'
import type { Album } from '../core/types.ts'
import { network, nodeFetch } from '../node/http.ts'
import { blob } from '../sources/blob.ts'
import { createExchange, type ExchangeRequest } from '../sources/network/exchange.ts'
import type { Allow, Fetch } from '../sources/network/network.ts'

export interface PageRequestOptions {
  readonly album?: Album | undefined
  readonly fetch?: Fetch | undefined
  readonly port: () => number
  /** The host of the simulator in the local network, such as `192.168.1.5:8100`. */
  readonly localHost: () => string | undefined
  /** Aborts when the server is closed. */
  readonly closing: AbortSignal
}

const NEWLINE = 10

const ANSWER_HEADER = 'x-photosalbum-answer'
const ERROR_HEADER = 'x-photosalbum-error'

export function pageRequests({ album, fetch, port, localHost, closing }: PageRequestOptions) {
  const app = new Hono<{ Bindings: HttpBindings }>()

  const allow = allowOthers({ port, localHost })
  const exchange = createExchange({ allow, fetch: fetch ?? nodeFetch() })
  app.post('/fetch', async (context) => {
    const wanted = readFetchRequest(await context.req.text())
    if (!wanted) return context.text('What to fetch is JSON: { "url": "https://…", "headers": {} }\n', 400)
    try {
      const source = network(wanted.url, { headers: wanted.headers, allow, ...(fetch && { fetch }) })
      const { bytes, size, name } = await source.open(AbortSignal.any([context.req.raw.signal, closing]))
      return context.body(cutOffOnError(bytes, context.env.outgoing), 200, {
        'content-type': 'application/octet-stream',
        ...(size !== undefined && { 'content-length': String(size) }),
        ...(name !== undefined && {
          'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
        }),
      })
    } catch (thrown) {
      return failure(thrown)
    }
  })

  /**
   * `my.request` of the app: any method, any origin except the simulator's own. The first line of the body is JSON, the rest is
   * the body that the app sends. The page interprets the status.
   */
  app.post('/request', async (context) => {
    const bytes = new Uint8Array(await context.req.arrayBuffer())
    const end = bytes.indexOf(NEWLINE)
    const wanted = readRequest(new TextDecoder().decode(bytes.subarray(0, Math.max(end, 0))))
    if (!wanted)
      return context.text('The first line is JSON: { "url": "https://…", "method": "POST", "headers": {} }\n', 400)
    try {
      const body = bytes.subarray(end + 1)
      const {
        status,
        headers,
        cookies,
        body: answer,
      } = await exchange({
        ...wanted,
        ...(body.length > 0 && { body }),
        signal: AbortSignal.any([context.req.raw.signal, closing]),
      })
      return context.body(cutOffOnError(answer, context.env.outgoing), 200, {
        'content-type': 'application/octet-stream',
        [ANSWER_HEADER]: encodeURIComponent(JSON.stringify({ status, headers, cookies })),
      })
    } catch (thrown) {
      return failure(thrown)
    }
  })

  /** Saves a photo of the simulated phone to an album of this computer as well. */
  app.post('/album', async (context) => {
    try {
      const source = blob(context.req.raw.body ?? new Blob(), { name: context.req.query('name') ?? '' })
      const signal = AbortSignal.any([context.req.raw.signal, closing])
      return context.json(
        await saveImage(source, { album: album ?? (await import('../albums/system.ts')).default(), signal }),
      )
    } catch (thrown) {
      return failure(thrown)
    }
  })

  return app
}

/**
 * Responds with a failure that is a result of the call and not an error of this server: as a header and a JSON body. So it
 * cannot be confused with the status of another server, and the browser's console shows no error.
 */
function failure(thrown: unknown): Response {
  const { reason, message, details } = toSaveError(thrown)
  return Response.json({ reason, message, details }, { headers: { [ERROR_HEADER]: reason } })
}

/** A body that fails must not look complete, so the connection is closed. Hono would do that as well, but print the error. */
function cutOffOnError(bytes: ReadableStream<Uint8Array>, response: HttpBindings['outgoing']) {
  const reader = bytes.getReader()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch {
        response.destroy()
        controller.close()
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

/**
 * Phones may fetch images of any origin, web pages may not. Addresses of this computer and its network are allowed, since
 * developers often have a server there. The simulator itself is not, because the app's code must not get its token.
 */
export const allowOthers =
  ({ port, localHost }: Pick<PageRequestOptions, 'port' | 'localHost'>): Allow =>
  (url) =>
    url.host !== localHost() && (Number(url.port) !== port() || !isLoopback(url.hostname))

function readRequest(text: string): Omit<ExchangeRequest, 'signal'> | undefined {
  const request = readFetchRequest(text)
  if (!request) return undefined
  const { method, cookies } = JSON.parse(text) as { method?: unknown; cookies?: unknown }
  return typeof method === 'string' && /^(GET|POST|PUT|DELETE)$/.test(method)
    ? { ...request, method, ...(Array.isArray(cookies) && { cookies }) }
    : undefined
}

function readFetchRequest(body: string): { url: string; headers: Record<string, string> } | undefined {
  try {
    const { url, headers = {} } = JSON.parse(body) as { url?: unknown; headers?: unknown }
    if (typeof url !== 'string' || typeof headers !== 'object' || headers === null) return undefined
    const entries = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
    return { url, headers: Object.fromEntries(entries) }
  } catch {
    return undefined
  }
}

const isLoopback = (host: string) =>
  /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f.*\]|0\.0\.0\.0|\[::\])\.?$/i.test(host)
