import { isSaveError, SaveError } from '../core/errors.ts'
import type { MaybePromise } from '../core/types.ts'
import { brokenOff, checkServed, repeatable, respond, type Served } from './responses.ts'

/** How a URL fails: without a network, without an answer, in the middle of one, or with an HTTP status. */
export type NetworkFault = 'offline' | 'timeout' | 'reset' | number

/** What the app asked the network for. */
export interface NetworkRequest {
  readonly url: string
  readonly method: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
}

/** Decides per request, and as late as the test wants: whoever asked waits for a promise that it returns. */
export type NetworkHandler = (request: NetworkRequest) => MaybePromise<Served>

/** A network of what a test put into it. Nothing ever leaves the process. */
export interface TestNetwork {
  /** From now on, this URL answers so; a `RegExp` means every URL that it matches. What was said last counts. */
  serve(url: string | URL | RegExp, answer: Served | NetworkHandler): void
  /** From now on, this URL fails so. A `timeout` comes at once, as if the time had passed. */
  fail(url: string | URL | RegExp, fault: NetworkFault): void
  /** All that was asked for, oldest first, redirects and unknown URLs included. */
  readonly requests: readonly NetworkRequest[]
  /** The network as a `fetch`, for code under test that takes one. */
  readonly fetch: typeof fetch
}

/** As many as browsers follow (Fetch standard, HTTP-redirect fetch). */
const MAX_REDIRECTS = 20

export interface NetworkParts {
  readonly network: TestNetwork
  /** The same network for one epoch: what is asked after its end is not recorded. */
  during(epoch: AbortSignal): typeof fetch
  /** Throws what a handler threw: it is the test's, and the app could only take it for a failure of the network. */
  check(): void
  reset(): void
}

export function createTestNetwork(): NetworkParts {
  const routes = new Map<string, { matches(url: string): boolean; handle: NetworkHandler }>()
  const requests: NetworkRequest[] = []
  let mistake: Error | undefined
  let resets = 0

  function route(url: string | URL | RegExp, handle: NetworkHandler): void {
    const key = url instanceof RegExp ? String(url) : absolute(url)
    const matches = url instanceof RegExp ? (asked: string) => asked.search(url) >= 0 : (asked: string) => asked === key
    // Out first, so that what was said last comes last.
    routes.delete(key)
    routes.set(key, { matches, handle })
  }

  /** A handler of the test, whose mistakes are told as such. */
  const handled =
    (handler: NetworkHandler, by: string): NetworkHandler =>
    async (request) => {
      const born = resets
      try {
        const served = await handler(request)
        checkServed(served, `The handler of ${by}`)
        return served
      } catch (cause) {
        const text = cause instanceof Error ? cause.message : String(cause)
        const error = new SaveError('unknown', `The handler of ${by} threw: ${text}`, { cause })
        if (born === resets) mistake ??= error
        throw error
      }
    }

  async function answer(request: NetworkRequest, epoch: AbortSignal | undefined): Promise<Response> {
    if (!epoch?.aborted) requests.push(request)
    const found = [...routes.values()].findLast(({ matches }) => matches(request.url))
    if (!found) throw new SaveError('network', unknown(request.url, [...routes.keys()]))
    return respond(request.url, await found.handle(request))
  }

  async function follow(url: string, init: RequestInit, epoch?: AbortSignal): Promise<Response> {
    const { redirect = 'follow', signal } = init
    let method = (init.method ?? 'GET').toUpperCase()
    const headers = Object.fromEntries(pairs(init.headers).map(([name, value]) => [name.toLowerCase(), value]))
    for (let at = url, redirects = 0; ; redirects++) {
      signal?.throwIfAborted()
      const response = await raceAbort(answer({ url: at, method, headers: { ...headers } }, epoch), signal)
      const { status } = response
      const location = [301, 302, 303, 307, 308].includes(status) && response.headers.get('location')
      if (!location || redirect === 'manual') {
        return redirects ? Object.defineProperty(response, 'redirected', { value: true }) : response
      }
      if (redirect === 'error' || redirects === MAX_REDIRECTS) {
        throw new TypeError(`fetch failed: ${at} redirects to ${location}`)
      }
      // Fetch standard, HTTP-redirect fetch, steps 12 and 13.
      if (status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST') {
        method = 'GET'
        for (const name of Object.keys(headers)) if (/^content-/.test(name)) delete headers[name]
      }
      const next = absolute(new URL(location, at))
      if (new URL(next).origin !== new URL(at).origin) delete headers.authorization
      at = next
    }
  }

  const fetchDuring =
    (epoch?: AbortSignal): typeof fetch =>
    (input, init) =>
      typeof input === 'string' || 'href' in input
        ? follow(absolute(input), { ...init }, epoch)
        : follow(
            absolute(input.url),
            { method: input.method, headers: input.headers, signal: input.signal, ...init },
            epoch,
          )

  return {
    network: {
      requests,
      serve(url, served) {
        const by = `network.serve(${url instanceof RegExp ? url : JSON.stringify(String(url))}, …)`
        if (typeof served === 'function') return route(url, handled(served, by))
        checkServed(served, by)
        route(url, repeatable(served))
      },
      fail(url, fault) {
        checkFault(fault)
        route(url, () => failure(fault))
      },
      fetch: asFetch(fetchDuring()),
    },
    during: fetchDuring,
    check() {
      if (mistake) throw mistake
    },
    reset() {
      resets++
      mistake = undefined
      routes.clear()
      requests.length = 0
    },
  }
}

/** With the one kind of error that a `fetch` has, where it is not an abort. */
function asFetch(own: typeof fetch): typeof fetch {
  return (...request) =>
    own(...request).catch((error: unknown) => {
      throw isSaveError(error) ? new TypeError(`fetch failed: ${error.message}`, { cause: error }) : error
    })
}

const FAULTS: readonly unknown[] = ['offline', 'timeout', 'reset']

function checkFault(fault: unknown): void {
  const isStatus = typeof fault === 'number' && Number.isInteger(fault) && fault >= 400 && fault <= 599
  if (isStatus || FAULTS.includes(fault)) return
  const takes = "'offline', 'timeout', 'reset', or a status from 400 to 599"
  throw new TypeError(`network.fail(…, ${JSON.stringify(fault)}) is no failure: give ${takes}.`)
}

function failure(fault: NetworkFault): Served {
  if (typeof fault === 'number') return { status: fault }
  if (fault === 'reset') return brokenOff()
  if (fault === 'timeout') throw new SaveError('timeout', 'The server gave no byte for too long. Try again.')
  const cause = Object.assign(new Error('There is no network.'), { code: 'ENETUNREACH' })
  throw new TypeError('fetch failed', { cause })
}

function unknown(url: string, known: readonly string[]): string {
  const list = known.length ? `It serves ${known.join(', ')}.` : 'It serves nothing yet.'
  return `The test network does not serve ${url}: add network.serve(${JSON.stringify(url)}, …). ${list}`
}

function absolute(url: string | URL): string {
  try {
    const whole = new URL(url)
    // It stays with whoever asks: no server ever sees it.
    whole.hash = ''
    return whole.href
  } catch (cause) {
    const given = JSON.stringify(url)
    throw new TypeError(`The test network serves whole URLs such as "https://cdn.example/a.png", not ${given}.`, {
      cause,
    })
  }
}

function pairs(headers: HeadersInit | undefined): [string, string][] {
  if (!headers) return []
  if (Symbol.iterator in headers) return Array.from(headers as Iterable<[string, string]>)
  return Object.entries(headers)
}

/** A handler may take for ever: whoever gives up does not wait for it. */
async function raceAbort<T>(answer: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return answer
  let abort = (): void => {}
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort)
  })
  try {
    return await Promise.race([answer, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
