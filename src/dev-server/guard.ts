import { timingSafeEqual } from 'node:crypto'
import type { HonoRequest, MiddlewareHandler } from 'hono'
import { isChinese } from '../util/format.ts'

/** The header with the token of this start. A page of another origin can neither read nor send it. */
const TOKEN_HEADER = 'x-photosalbum-token'

export interface Guard {
  /** Refuses requests that do not come from the simulator's own page. */
  readonly ownPageOnly: MiddlewareHandler
  /** For whatever fetches, writes or keeps something: the request must have the token. */
  readonly withToken: MiddlewareHandler
}

export interface GuardOptions {
  /** Only the simulator's own page gets it, inside its HTML. */
  readonly token: string
  /** The origins that this page may have, such as `http://127.0.0.1:8100`. */
  readonly origins: () => readonly string[]
}

/** Whether a page that is not the simulator's own, such as one with a link to it, makes this request. */
export function isFromElsewhere(request: HonoRequest): boolean {
  const site = request.header('sec-fetch-site')
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/** The language that a browser prefers, of those that the simulator has. */
export function languageOf(request: HonoRequest): 'en' | 'zh' {
  const preferred = (request.header('accept-language') ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', quality] = part.split(/;\s*q=/)
      return { tag: tag.trim(), quality: Number(quality ?? 1) }
    })
    .filter(({ tag, quality }) => quality > 0 && /^(en|zh)\b/i.test(tag))
    .sort((one, other) => other.quality - one.quality)
  return isChinese(preferred[0]?.tag ?? '') ? 'zh' : 'en'
}

/**
 * Keeps foreign pages out, although they run in a browser on this computer: another `Host` is DNS rebinding, another
 * `Origin` is a request across sites, and a script or an image embedded elsewhere says so in `Sec-Fetch-Site`.
 */
export function createGuard({ token, origins }: GuardOptions): Guard {
  function refusal(request: HonoRequest): string | undefined {
    const host = request.header('host')
    const origin = request.header('origin')
    const own = origins()
      .map((each) => new URL(each))
      .find((each) => each.host === host)
    const isZh = languageOf(request) === 'zh'
    if (own === undefined) {
      return isZh ? `本服务不响应主机 "${host ?? ''}"。` : `This server does not answer for the host "${host ?? ''}".`
    }
    if (origin !== undefined && origin !== own.origin)
      return isZh ? `本服务不响应来自 ${origin} 的请求。` : `This server does not answer to ${origin}.`
    // A link may lead here from elsewhere, so that settings can be shared, but nothing may be loaded from elsewhere.
    const isLink =
      request.method === 'GET' &&
      request.header('sec-fetch-mode') === 'navigate' &&
      request.header('sec-fetch-dest') === 'document'
    if (!isFromElsewhere(request) || isLink) return undefined
    return isZh ? '本服务只响应自己的页面。' : 'This server answers only its own page.'
  }

  return {
    ownPageOnly: async ({ req, text }, next) => {
      const reason = refusal(req)
      return reason === undefined ? await next() : text(`${reason}\n`, 403)
    },
    withToken: async ({ req, text }, next) => {
      const given = Buffer.from(req.header(TOKEN_HEADER) ?? '')
      const expected = Buffer.from(token)
      if (given.length === expected.length && timingSafeEqual(given, expected)) return await next()
      const reason =
        languageOf(req) === 'zh'
          ? '只有本次启动的页面可以发出这个请求。请刷新页面。'
          : 'Only the page of this start may ask for that. Reload it.'
      return text(`${reason}\n`, 403)
    },
  }
}
