import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** The header that carries the token of this start. A page of another origin can neither read nor send it. */
const TOKEN_HEADER = 'x-photosalbum-token'

export interface Guard {
  /** Only the simulator's own page gets it, inside its HTML. */
  readonly token: string
  /** Why this request is refused; `undefined` when it may pass. */
  refusal(request: IncomingMessage): string | undefined
  /** Whether the request carries the token. What fetches, writes or keeps something asks for it. */
  hasToken(request: IncomingMessage): boolean
}

/**
 * Keeps strangers' pages out, although they run in a browser on this computer: another `Host` is DNS rebinding,
 * another `Origin` is a request across sites, and a script or picture embedded elsewhere says so in `Sec-Fetch-Site`.
 */
export function createGuard(port: () => number): Guard {
  const token = randomBytes(24).toString('base64url')
  return {
    token,
    refusal({ headers, method }) {
      const hosts = [`127.0.0.1:${port()}`, `localhost:${port()}`]
      const { host, origin } = headers
      if (host === undefined || !hosts.includes(host))
        return `This server does not answer for the host "${host ?? ''}".`
      if (origin !== undefined && origin !== `http://${host}`) return `This server does not answer to ${origin}.`
      const site = headers['sec-fetch-site']
      const own = site === undefined || site === 'same-origin' || site === 'none'
      // A link from elsewhere may lead here, so that settings can be shared; nothing from elsewhere may load parts.
      const link =
        method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
      return own || link ? undefined : 'This server answers to its own page only.'
    },
    hasToken({ headers }) {
      const given = Buffer.from(String(headers[TOKEN_HEADER] ?? ''))
      const wanted = Buffer.from(token)
      return given.length === wanted.length && timingSafeEqual(given, wanted)
    },
  }
}
