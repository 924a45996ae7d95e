import { isSaveError, SaveError } from '../../core/errors.ts'
import { type ByteReader, takeReader, withBytes } from '../../core/image-stream.ts'
import type { Opened, Progress, Source } from '../../core/types.ts'
import { MAX_TIMEOUT_MS } from '../../util/async.ts'
import { decodeUrlText } from '../../util/format.ts'
import type { Redirects } from './redirects.ts'
import {
  checkNetworkOptions,
  checkUrl,
  discard,
  errors,
  type Fetched,
  headerRecord,
  type NetworkOptions,
  request,
} from './request.ts'
import { StallTimeout } from './stall-timeout.ts'

export type { Allow, Fetch, Fetched, FetchInit, NetworkOptions } from './request.ts'

type Report = (progress: Progress) => void

/** How many times one download is tried again at the request of the server. */
const MAX_RETRIES = 5

/**
 * An `https:` or `http:` URL, fetched once and streamed. Redirects are followed, to `http:` as well, as in a browser's
 * address bar; `allow` can refuse that. Fails with `network`, `timeout`, `not-found` (404, 410) or `unsupported-path`.
 */
export function network(url: string | URL, options: NetworkOptions = {}): Source {
  return { open: (signal, report) => open(String(url), options ?? {}, signal, report) }
}

async function open(address: string, options: NetworkOptions, signal: AbortSignal, report?: Report): Promise<Opened> {
  const stall = new StallTimeout(options, signal)
  try {
    checkNetworkOptions(options)
    const first = await checkUrl(address, options)
    const response = await follow(first, options, stall, report)
    const last = response.url ? new URL(response.url) : first
    const length = response.headers.get('content-length') ?? ''
    // The length of a compressed body is not that of the image. A browser hides whether a body from another origin was
    // compressed, and checks the length by itself.
    const compressed = response.headers.has('content-encoding') || response.type === 'cors'
    const size = /^\d+$/.test(length) && !compressed ? Number(length) : undefined
    const name = (await nameInHeader(response)) ?? (await nameInUrl(first, last))
    const { released } = response
    const opened = { size, name, host: last.host, ...(released && { released }) }
    return withBytes(opened, readerOf(response, size, stall))
  } catch (error) {
    stall.stop()
    throw await explain(error, stall.host)
  }
}

/** The response with the image, after redirects and retries. */
async function follow(first: URL, options: NetworkOptions, stall: StallTimeout, report?: Report): Promise<Fetched> {
  const { timeout = 60_000 } = options
  const headers = await headerRecord(options.headers)
  let redirects: Redirects | undefined
  let delays = 0
  let retries = 0
  for (let url = first; ; ) {
    const sent = redirects?.headersFor(url, headers) ?? headers
    const response = await request(url, sent, options, stall)
    const { status } = response
    if (response.ok) return response
    if (status >= 300 && status < 400 && response.headers.has('location')) {
      await stall.race(discard(response))
      redirects ??= new (await import('./redirects.ts')).Redirects(first, options)
      url = await redirects.next(response, url, headers)
      continue
    }
    const delay = status === 429 || status === 503 ? retryDelay(response.headers.get('retry-after')) : undefined
    void discard(response)
    delays += delay ?? 0
    if (delay === undefined || delays > timeout || ++retries > MAX_RETRIES) {
      const sentLogin = 'authorization' in sent || 'cookie' in headers
      const target = response.url ? new URL(response.url) : url
      throw (await errors()).statusError(status, target, { retryAfter: delay, sentLogin })
    }
    report?.({ stage: 'waiting', host: url.host, delay })
    await sleep(delay, stall.signal)
  }
}

/** `Retry-After` in milliseconds: it has seconds or a date. */
function retryDelay(header: string | null): number | undefined {
  const delay = /^\s*\d+\s*$/.test(header ?? '') ? Number(header) * 1000 : Date.parse(header ?? '') - Date.now()
  return Number.isNaN(delay) ? undefined : Math.max(delay, 0)
}

/** Ends early when the download is aborted; the next request then fails at once. */
const sleep = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, Math.min(ms, MAX_TIMEOUT_MS))
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

async function nameInHeader({ headers }: Fetched): Promise<string | undefined> {
  const disposition = headers.get('content-disposition')
  return disposition ? (await import('./file-name.ts')).fileNameFrom(disposition) : undefined
}

/** The last segment of the requested URL, if it has an extension, else of the one that it redirects to. */
async function nameInUrl(...urls: URL[]): Promise<string | undefined> {
  const names = urls.map(({ pathname }) => pathname.split('/').pop() ?? '')
  const name = names.find((one) => one.includes('.')) ?? names.find(Boolean)
  if (!name) return undefined
  // Not every server has its paths in UTF-8.
  const text = decodeUrlText(name)
  const decoded = text === name && name.includes('%') ? (await import('./file-name.ts')).decodePercent(name) : text
  return decoded.split(/[\\/]/).pop() || undefined
}

/** Reads the body on demand. Fails at its end if it is shorter than announced. */
function readerOf(response: Fetched, size: number | undefined, stall: StallTimeout): ByteReader {
  const reader = takeReader(response) ?? (response.body ?? (new Blob().stream() as ReadableStream)).getReader()
  let count = 0
  const stop = (reason?: unknown) => {
    stall.stop()
    return reader.cancel(reason).catch(() => {})
  }
  stall.restart()
  return {
    async read(into) {
      try {
        const result = await stall.race(reader.read(into))
        if (!result.done) {
          count += result.value.byteLength
          stall.received(result.value.byteLength)
          return result
        }
        if (size !== undefined && count < size) throw (await errors()).bodyTooShort(stall.host, count, size)
        stall.stop()
        return result
      } catch (error) {
        stop()
        throw await explain(error, stall.host)
      }
    },
    cancel: stop,
  }
}

export async function explain(error: unknown, host: string): Promise<SaveError> {
  if (isSaveError(error)) return error
  try {
    return (await errors()).networkError(error, host)
  } catch {
    // Without a connection a page cannot load the module that explains it, either.
    return new SaveError('network', `${host} could not be fetched. Check the connection.`, { cause: error })
  }
}
