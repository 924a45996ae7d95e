import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { isFromElsewhere, languageOf } from './guard.ts'

/**
 * Admits only the user who started the server, since all users of the computer can connect to 127.0.0.1. The key in the URL is
 * exchanged for a cookie, so that it stays neither in the URL nor in the history, and is never sent as a `Referer`.
 */
export interface Access {
  /**
   * The query of a URL that admits a browser. With `once` the key works a single time, for URLs that others may see in a list
   * of processes.
   */
  query(options?: { readonly once?: boolean }): string
  /** Refuses requests that have neither a key nor the cookie for which it was exchanged. */
  readonly middleware: MiddlewareHandler
}

export interface AccessOptions {
  readonly port: () => number
  /** The content of the cookie. */
  readonly session: string
  /**
   * Whether the browser uses HTTPS, so that the cookie must not be sent without it.
   * @default false
   */
  readonly secure?: boolean
  /** Called after a single-use key has admitted a browser. */
  readonly onKeyUsed?: () => void
}

export const randomKey = (): string => randomBytes(24).toString('base64url')

export function createAccess({ port, session, secure = false, onKeyUsed }: AccessOptions): Access {
  const printed = randomKey()
  const unused = new Set<string>()
  // Cookies are shared by all ports of a host.
  const cookie = () => `photosalbum-${port()}`
  const isKey = (given: string) => isEqual(given, printed) || useUp(given)
  const useUp = (key: string) => {
    const isUnused = unused.delete(key)
    if (isUnused) onKeyUsed?.()
    return isUnused
  }

  return {
    query({ once = false } = {}) {
      const key = once ? randomKey() : printed
      if (once) unused.add(key)
      return `?key=${key}`
    },
    async middleware(context, next) {
      const { req } = context
      const key = req.path === '/' ? req.query('key') : undefined
      const isKnown = isEqual(getCookie(context, cookie()) ?? '', session)
      if (isKnown && key === undefined) return await next()
      context.header('referrer-policy', 'no-referrer')
      const isLetIn = key !== undefined && isKey(key)
      if (isLetIn) setCookie(context, cookie(), session, { httpOnly: true, sameSite: 'Strict', secure, path: '/' })
      // Browsers send the cookie only for navigation within its own site, not after a link from elsewhere.
      if (isFromElsewhere(req) && req.path === '/') return leadOn(context)
      return isKnown || isLetIn ? context.redirect('/', 303) : refuse(context)
    },
  }
}

function isEqual(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function leadOn(context: Context): Response {
  return page(context, 200, (nonce) => `<script nonce="${nonce}">location.replace('/?' + location.hash)</script>`)
}

const REFUSAL = {
  en: {
    text: 'Open the address that "photosalbum simulate" printed: this browser does not have the key that it contains.',
    title: 'Open the address that the simulator printed',
    body: `It is printed in the terminal in which <code>photosalbum simulate</code> runs, and contains a key, so that other users of this
computer cannot use the simulator. After a restart, or if the key was used by another browser, open the newest address.`,
  },
  zh: {
    text: '请打开 "photosalbum simulate" 打印的地址：这个浏览器没有其中的密钥。',
    title: '请打开模拟器打印的地址',
    body: '地址显示在运行 <code>photosalbum simulate</code> 的终端里，其中带有密钥，避免本机的其他用户使用这个模拟器。重新启动后，或密钥已被其他浏览器使用时，请打开最新的地址。',
  },
}

function refuse(context: Context): Response {
  context.header('vary', 'accept, accept-language')
  const { text, title, body } = REFUSAL[languageOf(context.req)]
  if (!context.req.header('accept')?.includes('text/html')) return context.text(`${text}\n`, 403)
  return page(
    context,
    403,
    (nonce) => `<style nonce="${nonce}">
body { max-width: 36rem; margin: 20vh auto; padding: 0 1.5rem; font: 1rem/1.6 system-ui, sans-serif }
h1 { font-size: 1.375rem; line-height: 1.3 }
</style>
<h1>${title}</h1>
<p>${body}</p>`,
  )
}

/** A page with only its own inline style or script. */
function page(context: Context, status: 200 | 403, body: (nonce: string) => string): Response {
  const nonce = randomKey()
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; frame-ancestors 'none'`
  return context.html(
    `<!doctype html>
<html lang="${languageOf(context.req) === 'zh' ? 'zh-CN' : 'en'}">
<meta charset="utf-8">
<title>photosalbum</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${body(nonce)}
</html>
`,
    status,
    { 'content-security-policy': policy },
  )
}
