import { isSaveError, SaveError } from '../../core/errors.ts'
import type { Opened, Source } from '../../core/types.ts'
import { checkedAddress } from './address.ts'
import { type GivenHeaders, recordOf } from './headers.ts'
import { nameOf } from './name.ts'
import { Patience } from './patience.ts'
import { discard, follow } from './redirects.ts'

/** What a download asks of a `fetch`, and what it looks at in the answer. The platform's fits. */
export type Fetch = (url: URL, init: FetchInit) => Promise<Fetched>

export interface FetchInit {
  readonly headers: Record<string, string>
  /** The one that can only follow may do so: where it ended is looked at. */
  readonly redirect: 'manual' | 'follow'
  /** Past the cache, which only browsers have. */
  readonly cache?: 'reload'
  readonly signal: AbortSignal
}

export type Fetched = Pick<Response, 'status' | 'ok' | 'url' | 'body'> & {
  readonly type?: Response['type']
  readonly headers: Pick<Headers, 'get' | 'has'> & Iterable<[string, string]>
}

export interface NetworkOptions {
  /** Another `fetch` than the platform's: with a proxy, a cookie jar, a test's certificate. */
  readonly fetch?: Fetch
  /** The longest wait for the next byte, in milliseconds. 60,000 unless told otherwise (C20). */
  readonly timeout?: number
  /**
   * The least that must come, in bytes a second over `timeout`. 1,024 unless told otherwise. Only time in which the
   * server is waited for counts (C20).
   */
  readonly minBytesPerSecond?: number
  readonly headers?: GivenHeaders
  /** Whether this address, or one that it is redirected to, may be fetched: `true` lets it pass, at once. */
  allow?(url: URL): boolean
}

/**
 * An `https:` or `http:` address: fetched once, as it is streamed. A redirect may lead to `http:`, as in any browser's
 * address bar; `allow` can refuse it. Fails with `network`, `timeout`, `not-found` (404, 410) or `unsupported-path`.
 */
export function network(url: string | URL, options: NetworkOptions = {}): Source {
  return { open: (signal) => open(String(url), options ?? {}, signal) }
}

async function open(address: string, options: NetworkOptions, signal: AbortSignal): Promise<Opened> {
  const patience = new Patience(options, signal)
  try {
    if (!isRight(options)) throw (await import('./misuse.ts')).wrongNetwork(options)
    const headers = await recordOf(options.headers)
    const first = await checkedAddress(address, options)
    const response = await follow(first, headers, options, patience)
    const last = response.url ? new URL(response.url) : first
    if (!response.ok) {
      discard(response)
      throw (await import('./error.ts')).statusError(response.status, last)
    }
    const length = response.headers.get('content-length') ?? ''
    // A body that was packed for its way has another length than its bytes. A browser hides whether one from another
    // origin was, and checks the length itself.
    const packed = response.headers.has('content-encoding') || response.type === 'cors'
    const size = /^\d+$/.test(length) && !packed ? Number(length) : undefined
    const disposition = response.headers.get('content-disposition')
    const given = disposition && (await import('./content-disposition.ts')).nameIn(disposition)
    const name = given || nameOf(first, last)
    return { bytes: read(response.body ?? (new Blob().stream() as ReadableStream), size, patience), size, name }
  } catch (error) {
    patience.end()
    throw await explained(error, patience.host)
  }
}

/** The body, each part of it within the time that is given. Time in which nobody asks for more does not count. */
function read(
  body: ReadableStream<Uint8Array>,
  size: number | undefined,
  patience: Patience,
): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  patience.begin()
  let count = 0
  const stop = (reason?: unknown) => {
    patience.end()
    return reader.cancel(reason).catch(() => {})
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await patience.within(reader.read())
          if (!done) {
            count += value.byteLength
            patience.got(value.byteLength)
            return controller.enqueue(value)
          }
          if (size !== undefined && count < size) {
            const text = `${patience.host} sent ${count} of the ${size} bytes that it announced. Try again.`
            throw new SaveError('network', text)
          }
          patience.end()
          controller.close()
        } catch (error) {
          stop()
          throw await explained(error, patience.host)
        }
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  )
}

async function explained(error: unknown, host: string): Promise<SaveError> {
  if (isSaveError(error)) return error
  try {
    return (await import('./error.ts')).networkError(error, host)
  } catch {
    // Without a connection a page cannot load the words for it, either.
    return new SaveError('network', `${host} could not be fetched. Check the connection.`, { cause: error })
  }
}

/** What comes without types. A time that is no number would never be over. */
function isRight(options: NetworkOptions): boolean {
  const { timeout = 1, minBytesPerSecond = 0, headers = {}, allow = isRight, fetch = globalThis.fetch } = options
  const objects = Object(options) === options && Object(headers) === headers
  const functions = typeof allow === 'function' && typeof fetch === 'function'
  return isFrom(1, timeout) && isFrom(0, minBytesPerSecond) && objects && functions
}

/** Text and `null` would pass a comparison. */
export const isFrom = (least: number, value: unknown): boolean => typeof value === 'number' && value >= least
