import { type Cookie, Cookies } from './cookies.ts'
import { explain } from './network.ts'
import type { Redirects } from './redirects.ts'
import { checkUrl, discard, headerRecord, type NetworkOptions, request } from './request.ts'
import { StallTimeout } from './stall-timeout.ts'

/** One request of an app, with any method. */
export interface ExchangeRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | undefined
  /** Those that the client keeps. */
  readonly cookies?: readonly Cookie[] | undefined
  readonly signal: AbortSignal
}

/** The response, whatever its status is. */
export interface ExchangeResponse {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  /** What it, and the redirects to it, have set. */
  readonly cookies?: readonly Cookie[]
  readonly body: ReadableStream<Uint8Array>
}

export type Exchange = (request: ExchangeRequest) => Promise<ExchangeResponse>

/** The longest wait for a response, in milliseconds. Callers have shorter limits of their own. */
const TIMEOUT = 600_000

/**
 * Sends a request and follows redirects as a browser does (Fetch standard, HTTP-redirect fetch). It fails with a
 * `SaveError` only if there is no response: what a status means is up to the caller.
 */
export function createExchange(options: Pick<NetworkOptions, 'fetch' | 'allow'>): Exchange {
  return async ({ url, method, headers, body, cookies: kept, signal }) => {
    const first = await checkUrl(url, options)
    const stall = new StallTimeout({ timeout: TIMEOUT, minBytesPerSecond: 0 }, signal)
    try {
      const own = await headerRecord(headers)
      const cookies = new Cookies(kept)
      let redirects: Redirects | undefined
      const sent = { method, body }
      for (let at = first; ; ) {
        const response = await request(at, cookies.headersFor(at, own), { ...options, ...sent }, stall)
        const { status } = response
        if (status < 300 || status >= 400 || status === 304 || !response.headers.has('location')) {
          stall.stop()
          cookies.receive(response.headers, at)
          return {
            status,
            headers: Object.fromEntries(response.headers),
            cookies: cookies.received,
            body: response.body ?? (new Blob().stream() as ReadableStream<Uint8Array>),
          }
        }
        await discard(response)
        if (status === 303 || (status < 303 && sent.method === 'POST')) {
          sent.method = 'GET'
          sent.body = undefined
          for (const name of Object.keys(own)) if (name.startsWith('content-')) delete own[name]
        }
        redirects ??= new (await import('./redirects.ts')).Redirects(first, options, cookies)
        at = await redirects.next(response, at, own)
      }
    } catch (error) {
      stall.stop()
      throw await explain(error, stall.host)
    }
  }
}
