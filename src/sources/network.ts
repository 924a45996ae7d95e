import { cancelled, isSaveError, SaveError, toSaveError } from '../errors.ts'
import { LONGEST_TIMER } from '../longest-timer.ts'
import { onAbort } from '../on-abort.ts'
import type { Opened, Source } from '../types.ts'
import { type GivenHeaders, recordOf, withoutCredentials } from './network-headers.ts'
import { nameOf } from './network-name.ts'
import { shown } from './shown.ts'

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

const maxRedirects = 20

/** Local files of a mini-program in the form of addresses: they never reach the network, redirects to them included (C24). */
const localHosts = ['resource', 'usr']

/** These are for the server that was asked, not for one that it points to. */
const secretHeaders = ['authorization', 'cookie', 'proxy-authorization']

/**
 * An `https:` or `http:` address: fetched once, as it is streamed. A redirect may lead to `http:`, as in any browser's
 * address bar; `allow` can refuse it. Fails with `network`, `timeout`, `not-found` (404, 410) or `unsupported-path`.
 */
export function network(url: string | URL, options: NetworkOptions = {}): Source {
  return { open: (signal) => new Download(options ?? {}, signal).open(String(url)) }
}

/** One download: what it waits for, and how it is given up. */
class Download {
  readonly #options: NetworkOptions
  readonly #signal: AbortSignal
  readonly #aborter = new AbortController()
  /** The wait under way: since when, and how to end it. */
  #wait: { since: number; giveUp(error: unknown): void } | undefined
  /** Of the present span of `timeout`: how long was waited before the present wait, in milliseconds, and what came. */
  #waited = 0
  #came = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #host = ''
  #stopListening: (() => void) | undefined

  constructor(options: NetworkOptions, signal: AbortSignal) {
    this.#options = options
    this.#signal = signal
  }

  async open(address: string): Promise<Opened> {
    this.#stopListening = onAbort(this.#signal, () => this.#giveUp(cancelled(this.#signal)))
    try {
      if (!isRight(this.#options)) throw (await import('./network-misuse.ts')).wrongNetwork(this.#options)
      const headers = await recordOf(this.#options.headers)
      const first = await this.#checked(address)
      const response = await this.#follow(first, headers)
      const last = response.url ? new URL(response.url) : first
      if (!response.ok) {
        discard(response)
        throw (await import('./network-error.ts')).statusError(response.status, last)
      }
      const length = response.headers.get('content-length') ?? ''
      // A body that was packed for its way has another length than its bytes. A browser hides whether one from another
      // origin was, and checks the length itself.
      const packed = response.headers.has('content-encoding') || response.type === 'cors'
      const size = /^\d+$/.test(length) && !packed ? Number(length) : undefined
      const disposition = response.headers.get('content-disposition')
      const given = disposition && (await import('./content-disposition.ts')).nameIn(disposition)
      const name = given || nameOf(first, last)
      return { bytes: this.#body(response.body ?? (new Blob().stream() as ReadableStream), size), size, name }
    } catch (error) {
      this.#end()
      throw await this.#explained(error)
    }
  }

  /** The body, each part of it within the time that is given. Time in which nobody asks for more does not count. */
  #body(body: ReadableStream<Uint8Array>, size: number | undefined): ReadableStream<Uint8Array> {
    const reader = body.getReader()
    this.#waited = 0
    let count = 0
    const stop = (reason?: unknown) => {
      this.#end()
      return reader.cancel(reason).catch(() => {})
    }
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          try {
            const { done, value } = await this.#within(reader.read())
            if (!done) {
              count += value.byteLength
              this.#came += value.byteLength
              return controller.enqueue(value)
            }
            if (size !== undefined && count < size) {
              const text = `${this.#host} sent ${count} of the ${size} bytes that it announced. Try again.`
              throw new SaveError('network', text)
            }
            this.#end()
            controller.close()
          } catch (error) {
            stop()
            throw await this.#explained(error)
          }
        },
        cancel: stop,
      },
      { highWaterMark: 0 },
    )
  }

  async #follow(first: URL, headers: Record<string, string>): Promise<Fetched> {
    const visited = new Set<string>()
    for (let url = first; ; ) {
      visited.add(url.href)
      this.#host = url.host
      const asked = withoutCredentials(url, headers)
      // Where a redirect leads must be known before it is followed; but a browser does not tell, and follows by itself.
      const follow = (cache?: 'reload') => this.#fetch(asked, { headers, redirect: 'follow', cache })
      let followed = false
      let response = await this.#fetch(asked, { headers, redirect: 'manual' }).catch((thrown: unknown) => {
        // What a page showed of another origin is in the browser's cache without the right to read it: ask the server.
        if (!(thrown instanceof TypeError) || (globalThis.origin ?? url.origin) === url.origin) throw thrown
        followed = true
        return follow('reload')
      })
      if (response.type === 'opaqueredirect') {
        followed = true
        response = await follow()
      }
      if (followed) {
        await this.#checked(response.url)
        return response
      }
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null) return response
      // Then its connection is free for the next request, where it leads to the same server.
      await this.#within(discard(response))
      const next = await this.#checked(location, url)
      if (visited.has(next.href))
        throw new SaveError('network', `${url.host} redirects in a circle, back to ${shown(next)}.`)
      if (visited.size > maxRedirects) {
        throw new SaveError(
          'network',
          `${first.host} redirects more than ${maxRedirects} times, at last to ${shown(next)}.`,
        )
      }
      if (next.origin !== url.origin) for (const name of secretHeaders) delete headers[name]
      url = next
    }
  }

  async #fetch(url: URL, init: Omit<FetchInit, 'signal'>): Promise<Fetched> {
    const { fetch = globalThis.fetch } = this.#options
    this.#waited = 0
    const response = await this.#within(Promise.resolve(fetch(url, { ...init, signal: this.#aborter.signal })))
    if (!response?.headers) throw (await import('./network-misuse.ts')).wrongResponse(response)
    return response
  }

  async #checked(address: string, base?: URL): Promise<URL> {
    const from = base ? `${base.host} redirects to` : 'This is'
    const wrong = (what: string) => new SaveError('unsupported-path', `${from} ${what}`)
    let url: URL
    try {
      url = new URL(address, base)
    } catch (cause) {
      throw new SaveError('unsupported-path', `${from} no address: ${JSON.stringify(address)}.`, { cause })
    }
    if (!/^https?:$/.test(url.protocol)) throw wrong(`${shown(url)}. Only https: and http: can be fetched.`)
    if (localHosts.includes(url.hostname.replace(/\.$/, ''))) {
      throw wrong(`${shown(url)}, a file of the app. It is not on the network.`)
    }
    const allowed = this.#allows(url)
    if (allowed === false) throw wrong(`${shown(url)}, which may not be fetched here.`)
    // A promise of `false`, above all, must not let everything through.
    if (allowed !== true) throw (await import('./network-misuse.ts')).wrongAllow(allowed)
    return url
  }

  #allows(url: URL): unknown {
    const { allow = () => true } = this.#options
    try {
      return allow(url)
    } catch (thrown) {
      throw toSaveError(thrown)
    }
  }

  /** Waits for the network, and no longer than is given. */
  #within<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const wait = { since: performance.now(), giveUp: reject }
      this.#wait = wait
      const over = () => {
        if (this.#wait !== wait) return
        this.#waited += performance.now() - wait.since
        this.#wait = undefined
      }
      // Before whoever waits goes on, and may wait again.
      work.then(over, over)
      work.then(resolve, reject)
      if (this.#signal.aborted) this.#giveUp(cancelled(this.#signal))
      else this.#watchTime()
    })
  }

  /**
   * One timer for all waits; it is set again where it rang too early for the present one. `least`, in milliseconds, is
   * what the timer itself says of this wait: a test may have faked timers and left `performance` as it is.
   */
  #watchTime(least = 0): void {
    const wait = this.#wait
    if (this.#timer !== undefined || !wait) return
    const { timeout = 60_000, minBytesPerSecond = 1024 } = this.#options
    const now = performance.now()
    let passed = Math.max(now - wait.since, least)
    const left = timeout - this.#waited - passed
    // A timer counts whole milliseconds: what is left of one is over. A faked clock stops at the very last.
    if (left < 1) {
      const came = this.#came
      if (came === 0 || came * 1000 < minBytesPerSecond * timeout) {
        const what = came === 0 ? 'sent nothing for' : `sent no more than ${came} bytes in`
        this.#giveUp(new SaveError('timeout', `${this.#host} ${what} ${timeout} ms. Try again, or allow more time.`))
        return
      }
      passed = this.#waited = this.#came = 0
      wait.since = now
    }
    const delay = Math.min(Math.ceil(left < 1 ? timeout : left), LONGEST_TIMER)
    const ring = () => {
      this.#timer = undefined
      this.#watchTime(wait === this.#wait ? passed + delay : 0)
    }
    this.#timer = setTimeout(ring, delay)
  }

  #giveUp(error: SaveError): void {
    this.#wait?.giveUp(error)
    this.#end()
    this.#aborter.abort(error)
  }

  #end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#stopListening?.()
  }

  async #explained(error: unknown): Promise<SaveError> {
    if (isSaveError(error)) return error
    try {
      return (await import('./network-error.ts')).networkError(error, this.#host)
    } catch {
      // Without a connection a page cannot load the words for it, either.
      return new SaveError('network', `${this.#host} could not be fetched. Check the connection.`, { cause: error })
    }
  }
}

/** Nothing of it is wanted. */
async function discard(response: Fetched): Promise<void> {
  await response.body?.cancel().catch(() => {})
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
