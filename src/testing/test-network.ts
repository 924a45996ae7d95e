import { SaveError } from '../errors.ts'
import type { MaybePromise } from '../types.ts'
import { brokenOff, respond, type Served } from './response.ts'

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

export function createTestNetwork(): TestNetwork & { reset(): void } {
  const routes = new Map<string, { matches(url: string): boolean; handle: NetworkHandler }>()
  const requests: NetworkRequest[] = []

  function route(url: string | URL | RegExp, handle: NetworkHandler): void {
    const key = url instanceof RegExp ? String(url) : absolute(url)
    const matches = url instanceof RegExp ? (asked: string) => asked.search(url) >= 0 : (asked: string) => asked === key
    // Out first, so that what was said last comes last.
    routes.delete(key)
    routes.set(key, { matches, handle })
  }

  async function answer(request: NetworkRequest): Promise<Response> {
    requests.push(request)
    const found = [...routes.values()].findLast(({ matches }) => matches(request.url))
    if (!found) throw new SaveError('network', unknown(request.url, [...routes.keys()]))
    return respond(request.url, await found.handle(request))
  }

  async function follow(url: string, init: RequestInit): Promise<Response> {
    const { method = 'GET', redirect = 'follow', signal } = init
    const headers = Object.fromEntries(pairs(init.headers).map(([name, value]) => [name.toLowerCase(), value]))
    for (let at = url, redirects = 0; ; redirects++) {
      signal?.throwIfAborted()
      const response = await unlessAborted(answer({ url: at, method, headers }), signal)
      const location = [301, 302, 303, 307, 308].includes(response.status) && response.headers.get('location')
      if (!location || redirect === 'manual') {
        return redirects ? Object.defineProperty(response, 'redirected', { value: true }) : response
      }
      if (redirect === 'error' || redirects === MAX_REDIRECTS) {
        throw new TypeError(`fetch failed: ${at} redirects to ${location}`)
      }
      at = new URL(location, at).href
    }
  }

  return {
    requests,
    serve: (url, served) => route(url, typeof served === 'function' ? served : () => served),
    fail: (url, fault) => route(url, () => failure(fault)),
    fetch: (input, init) =>
      typeof input === 'string' || 'href' in input
        ? follow(absolute(input), { ...init })
        : follow(input.url, { method: input.method, headers: input.headers, signal: input.signal, ...init }),
    reset() {
      routes.clear()
      requests.length = 0
    },
  }
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
    return new URL(url).href
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
async function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
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
