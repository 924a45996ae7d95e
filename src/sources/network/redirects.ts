import { redirectError } from './errors.ts'
import { checkUrl, type Fetched, type NetworkOptions } from './request.ts'

const MAX_REDIRECTS = 20

/** The headers of the caller that describe the client. All others are only for the server that the caller named. */
const CLIENT_HEADERS = new Set(['accept', 'accept-language', 'user-agent'])

interface Cookie {
  readonly name: string
  readonly value: string
  readonly host: string
  /** Whether hosts below `host` get it, too. */
  readonly subdomains: boolean
  readonly path: string
  readonly secure: boolean
}

/** The redirects of one download. A browser follows them by itself, so it never loads this. */
export class Redirects {
  private readonly first: URL
  private readonly options: NetworkOptions
  private readonly visited = new Set<string>()
  /** Some servers check that the cookie of a redirect comes back. They live as long as the download. */
  private cookies: Cookie[] = []

  constructor(first: URL, options: NetworkOptions) {
    this.first = first
    this.options = options
  }

  /** Where a redirect leads. Changes `headers` to what may be sent there. */
  async next(response: Fetched, from: URL, headers: Record<string, string>): Promise<URL> {
    this.visited.add(this.stateOf(from))
    this.keepCookies(response, from)
    // Non-ASCII bytes, in whatever character set the server uses for its paths.
    const location = (response.headers.get('location') ?? '').replace(
      /[\x80-\xff]/g,
      (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`,
    )
    const next = await checkUrl(location, this.options, from)
    if (this.visited.has(this.stateOf(next))) throw redirectError('redirect-loop', from.host, next)
    if (this.visited.size > MAX_REDIRECTS)
      throw redirectError('too-many-redirects', this.first.host, next, MAX_REDIRECTS)
    if (next.origin !== from.origin)
      for (const name of Object.keys(headers)) if (!CLIENT_HEADERS.has(name)) delete headers[name]
    return next
  }

  /** The headers of a request: the caller's, and the cookies that were set for this URL. */
  headersFor(url: URL, headers: Readonly<Record<string, string>>): Record<string, string> {
    const cookie = [headers.cookie, this.cookieHeader(url)].filter(Boolean).join('; ')
    return cookie ? { ...headers, cookie } : { ...headers }
  }

  /** Visiting a URL again with other cookies is no loop: the response may differ. */
  private stateOf(url: URL): string {
    const { href, hash } = url
    return `${href.slice(0, href.length - hash.length)} ${this.cookieHeader(url)}`
  }

  private cookieHeader(url: URL): string {
    return this.cookies
      .filter(
        ({ host, subdomains, path, secure }) =>
          (url.hostname === host || (subdomains && url.hostname.endsWith(`.${host}`))) &&
          (url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)) &&
          (!secure || url.protocol === 'https:'),
      )
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }

  private keepCookies(response: Fetched, from: URL): void {
    for (const [name, value] of response.headers) {
      const cookie = name.toLowerCase() === 'set-cookie' ? parseCookie(value, from) : undefined
      if (!cookie) continue
      const { expired, ...kept } = cookie
      this.cookies = this.cookies.filter(
        (other) => other.name !== kept.name || other.host !== kept.host || other.path !== kept.path,
      )
      if (!expired) this.cookies.push(kept)
    }
  }
}

/** One `Set-Cookie` header (RFC 6265, 5.2 and 5.3). */
function parseCookie(header: string, { hostname, pathname }: URL): (Cookie & { expired: boolean }) | undefined {
  const [pair = '', ...parts] = header.split(';')
  const [name, value] = splitPair(pair)
  if (!name) return undefined
  const attributes = new Map(
    parts.map((part) => {
      const [key, text] = splitPair(part)
      return [key.toLowerCase(), text] as const
    }),
  )
  const domain = attributes.get('domain')?.replace(/^\./, '').toLowerCase()
  if (domain && hostname !== domain && !hostname.endsWith(`.${domain}`)) return undefined
  const path = attributes.get('path')
  const maxAge = attributes.get('max-age')
  return {
    name,
    value,
    host: domain || hostname,
    subdomains: Boolean(domain),
    path: path?.startsWith('/') ? path : pathname.slice(0, Math.max(1, pathname.lastIndexOf('/'))),
    secure: attributes.has('secure'),
    expired: maxAge ? Number(maxAge) <= 0 : Date.parse(attributes.get('expires') ?? '') < Date.now(),
  }
}

function splitPair(text: string): [name: string, value: string] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text.trim(), ''] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]
}
