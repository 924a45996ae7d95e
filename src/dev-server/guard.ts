import { timingSafeEqual } from 'node:crypto'
import type { HonoRequest, MiddlewareHandler } from 'hono'
import { isChinese } from '../util/format.ts'

/** The header with the token of this run of the server. Pages of other origins can neither read nor send it. */
const TOKEN_HEADER = 'x-photosalbum-token'

export interface Guard {
  /** Refuses requests that do not come from the simulator's own page. */
  readonly ownPageOnly: MiddlewareHandler
  /** For requests that fetch, write or store something: they must have the token. */
  readonly withToken: MiddlewareHandler
}

export interface GuardOptions {
  /** Only the simulator's own page receives it, inside of its HTML. */
  readonly token: string
  /** The origins that this page may have, such as `http://127.0.0.1:8100`. */
  readonly origins: () => readonly string[]
}

/** Whether the request comes from another page, such as one with a link to the simulator. */
export function isFromElsewhere(request: HonoRequest): boolean {
  const site = request.header('sec-fetch-site')
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/** The language of the simulator that the browser prefers. */
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
 * Blocks other pages that run in a browser on this computer: another `Host` indicates DNS rebinding, another `Origin` a
 * cross-site request, and `Sec-Fetch-Site` a script or an image that was embedded elsewhere.
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
    // Links from elsewhere may lead here, so that settings can be shared, but other sites may not load anything.
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
