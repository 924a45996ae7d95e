import { Cookies } from './cookies.ts'
import { redirectError } from './errors.ts'
import { checkUrl, type Fetched, type NetworkOptions } from './request.ts'

const MAX_REDIRECTS = 20

/** The headers of the caller that describe the client. All others are only for the server that the caller named. */
const CLIENT_HEADERS = new Set(['accept', 'accept-language', 'user-agent'])

/** The redirects of one download. A browser follows them by itself, so it never loads this. */
export class Redirects {
  private readonly first: URL
  private readonly options: NetworkOptions
  private readonly visited = new Set<string>()
  /** Some servers check that the cookie of a redirect comes back. */
  private readonly cookies: Cookies

  constructor(first: URL, options: NetworkOptions, cookies = new Cookies()) {
    this.first = first
    this.options = options
    this.cookies = cookies
  }

  /** Where a redirect leads. Changes `headers` to what may be sent there. */
  async next(response: Fetched, from: URL, headers: Record<string, string>): Promise<URL> {
    this.visited.add(this.stateOf(from))
    this.cookies.receive(response.headers, from)
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
    return this.cookies.headersFor(url, headers)
  }

  /** Visiting a URL again with other cookies is no loop: the response may differ. */
  private stateOf(url: URL): string {
    const { href, hash } = url
    return `${href.slice(0, href.length - hash.length)} ${this.cookies.textFor(url)}`
  }
}
