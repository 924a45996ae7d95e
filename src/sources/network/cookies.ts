/** A cookie that a server has set (RFC 6265). It can be sent as JSON. */
export interface Cookie {
  readonly name: string
  readonly value: string
  readonly host: string
  /** Whether hosts below `host` get it, too. */
  readonly subdomains: boolean
  readonly path: string
  readonly secure: boolean
  /** In milliseconds since 1970. Absent: with the process. */
  readonly expires?: number
}

/** As many as RFC 6265, 6.1 asks for. Without a limit, a server could fill the memory, and every request. */
const MAX_LENGTH = 4096
const MAX_FOR_HOST = 50
const MAX_HOSTS = 60

/** The cookies of one client, or of one download. */
export class Cookies {
  /** By host, then by path and name. The oldest come first, and make room for others. */
  private readonly hosts = new Map<string, Map<string, Cookie>>()
  /** What `receive` was given, expired ones included. */
  readonly received: Cookie[] = []

  constructor(kept: readonly Cookie[] = []) {
    for (const cookie of kept) this.add(cookie)
  }

  get all(): readonly Cookie[] {
    return [...this.hosts.values()].flatMap((cookies) => [...cookies.values()])
  }

  /** What a request to this URL sends: the caller's own headers, and the cookies that it does not set itself. */
  headersFor(url: URL, headers: Readonly<Record<string, string>>): Record<string, string> {
    const cookie = [headers.cookie, this.textFor(url, headers.cookie)].filter(Boolean).join('; ')
    return cookie ? { ...headers, cookie } : { ...headers }
  }

  textFor(url: URL, own = ''): string {
    const taken = new Set(own.split(';').map((pair) => splitPair(pair)[0]))
    return this.all
      .filter(
        ({ name, host, subdomains, path, secure, expires = Number.POSITIVE_INFINITY }) =>
          (url.hostname === host || (subdomains && url.hostname.endsWith(`.${host}`))) &&
          (url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`)) &&
          (!secure || url.protocol === 'https:') &&
          expires > Date.now() &&
          !taken.has(name),
      )
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
  }

  /** Keeps what a response sets. */
  receive(headers: Iterable<readonly [name: string, value: string]>, from: URL): void {
    for (const [name, value] of headers) {
      const isCookie = name.toLowerCase() === 'set-cookie' && value.length <= MAX_LENGTH
      const cookie = isCookie ? parseCookie(value, from) : undefined
      if (!cookie) continue
      this.add(cookie)
      this.received.push(cookie)
    }
  }

  add(cookie: Cookie): void {
    const { name, host, path, expires = Number.POSITIVE_INFINITY } = cookie
    const cookies = this.hosts.get(host) ?? new Map<string, Cookie>()
    const key = `${path};${name}`
    cookies.delete(key)
    if (expires > Date.now()) cookies.set(key, cookie)
    keepNewest(cookies, MAX_FOR_HOST)
    this.hosts.delete(host)
    if (cookies.size > 0) this.hosts.set(host, cookies)
    keepNewest(this.hosts, MAX_HOSTS)
  }
}

function keepNewest(map: Map<string, unknown>, max: number): void {
  if (map.size > max) map.delete(map.keys().next().value!)
}

/** One `Set-Cookie` header (RFC 6265, 5.2 and 5.3). */
function parseCookie(header: string, { hostname, pathname }: URL): Cookie | undefined {
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
  // A domain without a dot would be all of `com`.
  if (domain && hostname !== domain && !(domain.includes('.') && hostname.endsWith(`.${domain}`))) return undefined
  const path = attributes.get('path')
  const maxAge = attributes.get('max-age')
  const expires = maxAge ? Date.now() + Number(maxAge) * 1000 : Date.parse(attributes.get('expires') ?? '')
  return {
    name,
    value,
    host: domain || hostname,
    subdomains: Boolean(domain),
    path: path?.startsWith('/') ? path : pathname.slice(0, Math.max(1, pathname.lastIndexOf('/'))),
    secure: attributes.has('secure'),
    ...(!Number.isNaN(expires) && { expires }),
  }
}

function splitPair(text: string): [name: string, value: string] {
  const equals = text.indexOf('=')
  return equals < 0 ? [text.trim(), ''] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()]
}
