/** One request: what may be fetched, which headers are sent, and how a `fetch` is called. */
import { type SaveError, toSaveError } from '../../core/errors.ts'
import { aFunction, anObject, checkOptions, numberOfBytes, type Rules } from '../../core/validation.ts'
import { decodeUrlText } from '../../util/format.ts'
import type { UrlProblem } from './errors.ts'
import type { StallTimeout } from './stall-timeout.ts'

/** The part of `fetch` that a download needs; the platform's own fits. */
export interface Fetch {
  (url: URL, init: FetchInit): Promise<Fetched>
  /** Whether `allowAddress` is respected. */
  readonly checksAddresses?: boolean
}

export interface FetchInit {
  /** @default 'GET' */
  readonly method?: string
  readonly body?: Uint8Array<ArrayBuffer>
  readonly headers: Record<string, string>
  /** A `fetch` that always follows redirects may do so: where it ended is checked afterwards. */
  readonly redirect: 'manual' | 'follow'
  /** Bypasses the cache, which only browsers have. */
  readonly cache?: 'reload'
  readonly signal: AbortSignal
  /** Whether a connection may be made to this IP address. */
  readonly allowAddress?: (address: string) => boolean
}

export type Fetched = Pick<Response, 'status' | 'ok' | 'url' | 'body'> & {
  readonly type?: Response['type']
  readonly headers: Pick<Headers, 'get' | 'has'> & Iterable<[string, string]>
  /** Resolves when the whole body has arrived, even if it is not read yet. Its connection is then about to be free. */
  readonly released?: Promise<void>
}

/** A `Headers`, pairs or an object: spelled out, since not every project has the types of a page. */
export type GivenHeaders = Iterable<readonly [name: string, value: string]> | Readonly<Record<string, string>>

/** Decides which URLs may be fetched, redirects included. */
export interface Allow {
  (url: URL): boolean
  /** Also asked for each IP address that a host name resolves to, before a connection is made. Needs Node's client. */
  readonly allowAddress?: (address: string) => boolean
  /** Called instead of the function itself. */
  readonly allowUrl?: (url: URL) => boolean
}

export interface NetworkOptions {
  /** Another `fetch` than the platform's: with a proxy, a cookie jar, the certificate of a test. */
  readonly fetch?: Fetch
  /**
   * The longest wait for the next byte, in milliseconds (C20). Also the longest wait that a server may ask for with
   * `Retry-After`.
   * @default 60_000
   */
  readonly timeout?: number
  /**
   * The slowest acceptable rate, in bytes per second over `timeout`. Only time spent waiting for the server counts (C20).
   * @default 1024
   */
  readonly minBytesPerSecond?: number
  /** Sent with the request. A redirect to another origin gets only those that describe the client. */
  readonly headers?: GivenHeaders
  /** Whether this URL, or one that it redirects to, may be fetched. Must return `true` or `false` synchronously. */
  readonly allow?: Allow
}

export const errors = () => import('./errors.ts')

/** For callers without TypeScript. A timeout that is not a number would never fire. */
export const checkNetworkOptions = (options: NetworkOptions): void => checkOptions('network', options, networkOptions)

const networkOptions: Rules<NetworkOptions> = {
  timeout: { accepts: (value) => typeof value === 'number' && value >= 1, expected: 'a number of milliseconds' },
  fetch: { ...aFunction, example: 'fetch' },
  minBytesPerSecond: numberOfBytes,
  headers: anObject('{ referer: "https://…" }'),
  allow: { ...aFunction, expected: 'a function that returns true or false' },
}

/** Local files of a mini-program look like URLs with these hosts. They never reach the network (C24). */
const APP_HOST = /^(?:resource|usr)\.*$/

/** A URL that may be fetched; `redirectedFrom` is the one that redirects to it. */
export async function checkUrl(address: string, { allow }: NetworkOptions, redirectedFrom?: URL): Promise<URL> {
  let url: URL
  const refuse = async (problem: UrlProblem): Promise<SaveError> =>
    (await errors()).urlError(problem, url ?? address, redirectedFrom)
  try {
    url = new URL(address, redirectedFrom)
  } catch {
    throw await refuse('invalid')
  }
  if (!/^https?:$/.test(url.protocol)) throw await refuse('protocol')
  if (APP_HOST.test(url.hostname)) throw await refuse('app-file')
  let answer: unknown = true
  try {
    if (allow) answer = (allow.allowUrl ?? allow)(url)
  } catch (thrown) {
    throw toSaveError(thrown)
  }
  if (answer === false) throw await refuse('not-allowed')
  if (answer !== true) throw (await errors()).resultError('allow', answer)
  return url
}

/** Names in lower case, values without surrounding white space (Fetch standard, 2.2.2). */
export async function headerRecord(headers: GivenHeaders = {}): Promise<Record<string, string>> {
  const record: Record<string, string> = {}
  for (const [name, value] of Symbol.iterator in headers ? headers : Object.entries(headers)) {
    const text = String(value ?? '\0').trim()
    const isName = /^[\w!#$%&'*+.^`|~-]+$/.test(name)
    // `fetch` would report this mistake of the caller as a network error.
    if (!isName || /[^\t\x20-\x7e\x80-\xff]/.test(text)) throw (await errors()).headerError(name, value, isName)
    record[String(name).toLowerCase()] = text
  }
  return record
}

/** `fetch` refuses a URL with a user name and a password: they belong in a header. */
function moveCredentials(url: URL, headers: Record<string, string>): URL {
  const { username, password } = url
  if (!username && !password) return url
  const bare = new URL(url)
  bare.username = bare.password = ''
  const bytes = new TextEncoder().encode(`${decodeUrlText(username)}:${decodeUrlText(password)}`)
  headers.authorization ??= `Basic ${btoa(String.fromCharCode(...bytes))}`
  return bare
}

/** Requests one URL. The result is a redirect only where the `fetch` leaves following it to its caller. */
export async function request(
  url: URL,
  headers: Record<string, string>,
  options: NetworkOptions & { readonly method?: string; readonly body?: Uint8Array<ArrayBuffer> | undefined },
  stall: StallTimeout,
): Promise<Fetched> {
  const { fetch = globalThis.fetch as Fetch, allow, method, body } = options
  const allowAddress = allow?.allowAddress
  if (allowAddress && !fetch.checksAddresses) throw (await errors()).uncheckedFetchError()
  stall.host = url.host
  const target = moveCredentials(url, headers)
  const send = async (redirect: 'manual' | 'follow', cache?: 'reload'): Promise<Fetched> => {
    stall.restart()
    const init = {
      headers,
      redirect,
      signal: stall.signal,
      ...(method && { method }),
      ...(body && { body }),
      ...(cache && { cache }),
      ...(allowAddress && { allowAddress }),
    }
    const response = await stall.race(Promise.resolve(fetch(target, init)))
    if (!response?.headers) throw (await errors()).resultError('fetch', response)
    return response
  }
  let followed = true
  let response: Fetched
  try {
    response = await send('manual')
    // A browser does not reveal where a redirect leads, and follows it by itself.
    followed = response.type === 'opaqueredirect'
    if (followed) response = await send('follow')
  } catch (thrown) {
    const sameOrigin = (globalThis.origin ?? url.origin) === url.origin
    if (followed === false || !(thrown instanceof TypeError) || sameOrigin) throw thrown
    // The cache may have the image from an `<img>`, without the right to read it: ask the server.
    response = await send('follow', 'reload')
  }
  if (followed) await checkUrl(response.url, options)
  return response
}

/** Discards a response, so that its connection is free for the next request. */
export async function discard({ body }: Fetched): Promise<void> {
  await body?.cancel().catch(() => {})
}
