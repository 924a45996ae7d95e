import { isSaveError, SaveError } from '../core/errors.ts'
import type { MaybePromise } from '../core/types.ts'
import type { OpenSocket } from '../sources/network/socket.ts'
import { nextTurn } from '../util/turn.ts'
import { checkServed, repeatable, respond, type Served, truncatedResponse } from './responses.ts'
import { type SocketHandler, testSockets } from './sockets.ts'

/** How a request fails: no network, no response, a connection reset, or an HTTP status. */
export type NetworkFault = 'offline' | 'timeout' | 'reset' | number

/** A request of the app. */
export interface NetworkRequest {
  readonly url: string
  readonly method: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
}

/** Decides for each request. It may return a promise. */
export type NetworkHandler = (request: NetworkRequest) => MaybePromise<Served>

/** A simulated network with the responses that a test has set. No request ever leaves the process. */
export interface TestNetwork {
  /** Sets the response of a URL, or of every URL that a `RegExp` matches. The last matching rule wins. */
  serve(url: string | URL | RegExp, answer: Served | NetworkHandler): void
  /** Makes a URL fail. A `timeout` fails immediately, as if the time had passed. */
  fail(url: string | URL | RegExp, fault: NetworkFault): void
  /** Accepts the connections of `my.connectSocket` to a URL. The last matching rule wins. */
  socket(url: string | URL | RegExp, handler: SocketHandler): void
  /** All requests, oldest first, including redirects, connections and unknown URLs. */
  readonly requests: readonly NetworkRequest[]
  /** The network as a `fetch`, for code that takes one. */
  readonly fetch: typeof fetch
}

/** The limit of browsers (Fetch standard, HTTP-redirect fetch). */
const MAX_REDIRECTS = 20

export interface NetworkParts {
  readonly network: TestNetwork
  /** The same network for one session. Requests after its end are not recorded. */
  during(session: AbortSignal): typeof fetch
  socketsDuring(session: AbortSignal): OpenSocket
  /** Throws an error of a handler: it is an error of the test, but the app sees it as a network failure. */
  check(): void
  reset(): void
}

interface Matching {
  matches(url: string): boolean
}

export function createTestNetwork(): NetworkParts {
  const routes = new Map<string, { handle: NetworkHandler } & Matching>()
  const sockets = new Map<string, { handler: SocketHandler } & Matching>()
  const requests: NetworkRequest[] = []
  let mistake: Error | undefined
  let resets = 0

  function addRule<Rule>(rules: Map<string, Rule & Matching>, url: string | URL | RegExp, rule: Rule): void {
    const key = url instanceof RegExp ? String(url) : absolute(url)
    const matches =
      url instanceof RegExp
        ? (requested: string) => requested.search(url) >= 0
        : (requested: string) => requested === key
    // Deleted first, so that the new rule becomes the last one.
    rules.delete(key)
    rules.set(key, { matches, ...rule })
  }
  const route = (url: string | URL | RegExp, handle: NetworkHandler) => addRule(routes, url, { handle })

  /** Wraps a handler of the test, so that its exceptions are reported as errors of the test. */
  const wrapHandler =
    (handler: NetworkHandler, caller: string): NetworkHandler =>
    async (request) => {
      const resetsBefore = resets
      try {
        const served = await handler(request)
        checkServed(served, `The handler of ${caller}`)
        return served
      } catch (cause) {
        const text = cause instanceof Error ? cause.message : String(cause)
        const error = new SaveError('unknown', `The handler of ${caller} threw: ${text}`, { cause })
        if (resetsBefore === resets) mistake ??= error
        throw error
      }
    }

  async function answer(request: NetworkRequest, session: AbortSignal | undefined): Promise<Response> {
    if (!session?.aborted) requests.push(request)
    // The minimum delay of a network, so that an app that retries forever does not block everything else.
    await nextTurn()
    const found = [...routes.values()].findLast(({ matches }) => matches(request.url))
    if (!found) throw new SaveError('network', unknownUrl(request.url, [...routes.keys()]))
    return respond(request.url, await found.handle(request))
  }

  async function follow(url: string, init: RequestInit, session?: AbortSignal): Promise<Response> {
    const { redirect = 'follow', signal } = init
    let method = (init.method ?? 'GET').toUpperCase()
    const headers = Object.fromEntries(pairs(init.headers).map(([name, value]) => [name.toLowerCase(), value]))
    for (let at = url, redirects = 0; ; redirects++) {
      signal?.throwIfAborted()
      const response = await raceAbort(answer({ url: at, method, headers: { ...headers } }, session), signal)
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

  const socketsDuring = (session: AbortSignal): OpenSocket =>
    testSockets((url, headers) => {
      if (!session.aborted) requests.push({ url, method: 'GET', headers: { ...headers } })
      const found = [...sockets.values()].findLast(({ matches }) => matches(url))
      if (!found) throw new Error(unknownUrl(url, [...sockets.keys()], 'socket'))
      return (socket) => {
        const resetsBefore = resets
        try {
          found.handler(socket)
        } catch (cause) {
          const text = cause instanceof Error ? cause.message : String(cause)
          const error = new SaveError('unknown', `The handler of network.socket(…) threw: ${text}`, { cause })
          if (resetsBefore === resets) mistake ??= error
          throw error
        }
      }
    })

  const fetchDuring =
    (session?: AbortSignal): typeof fetch =>
    (input, init) =>
      typeof input === 'string' || 'href' in input
        ? follow(absolute(input), { ...init }, session)
        : follow(
            absolute(input.url),
            { method: input.method, headers: input.headers, signal: input.signal, ...init },
            session,
          )

  return {
    network: {
      requests,
      serve(url, served) {
        const caller = `network.serve(${url instanceof RegExp ? url : JSON.stringify(String(url))}, …)`
        if (typeof served === 'function') return route(url, wrapHandler(served, caller))
        checkServed(served, caller)
        route(url, repeatable(served))
      },
      fail(url, fault) {
        checkFault(fault)
        route(url, () => failure(fault))
      },
      socket(url, handler) {
        if (typeof handler !== 'function') throw new TypeError('network.socket(url, handler): pass a function.')
        addRule(sockets, url, { handler })
      },
      fetch: asFetch(fetchDuring()),
    },
    during: fetchDuring,
    socketsDuring,
    check() {
      if (mistake) throw mistake
    },
    reset() {
      resets++
      mistake = undefined
      routes.clear()
      sockets.clear()
      requests.length = 0
    },
  }
}

/** Wraps errors in a `TypeError`, as `fetch` does, except for an abort. */
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
  const expected = "'offline', 'timeout', 'reset', or a status from 400 to 599"
  throw new TypeError(`network.fail(…, ${JSON.stringify(fault)}): unknown fault. Pass ${expected}.`)
}

function failure(fault: NetworkFault): Served {
  if (typeof fault === 'number') return { status: fault }
  if (fault === 'reset') return truncatedResponse()
  if (fault === 'timeout') throw new SaveError('timeout', 'The server sent nothing for too long. Try again.')
  const cause = Object.assign(new Error('There is no network.'), { code: 'ENETUNREACH' })
  throw new TypeError('fetch failed', { cause })
}

function unknownUrl(url: string, known: readonly string[], method = 'serve'): string {
  const list = known.length ? `It serves ${known.join(', ')}.` : 'It serves nothing yet.'
  return `The test network does not serve ${url}. Add network.${method}(${JSON.stringify(url)}, …). ${list}`
}

function absolute(url: string | URL): string {
  try {
    const parsed = new URL(url)
    // Fragments are never sent to a server.
    parsed.hash = ''
    return parsed.href
  } catch (cause) {
    const given = JSON.stringify(url)
    throw new TypeError(`The test network serves absolute URLs such as "https://cdn.example/a.png", not ${given}.`, {
      cause,
    })
  }
}

function pairs(headers: HeadersInit | undefined): [string, string][] {
  if (!headers) return []
  if (Symbol.iterator in headers) return Array.from(headers as Iterable<[string, string]>)
  return Object.entries(headers)
}

/** A handler may never respond, so an aborted request does not wait for it. */
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
