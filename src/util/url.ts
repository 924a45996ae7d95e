import { decodeUrlText } from './format.ts'

/** The URL, or `undefined` if the text is not one. `URL.parse` is missing before Chromium 126 and Safari 18. */
export function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

/**
 * A URL for a message or a log: without the user name, the password and the parameters, which may be secrets. Text that
 * is not a valid URL loses everything up to its last `@`, since nobody can say where its password ends.
 */
export function redactUrl(url: URL | string): string {
  if (typeof url !== 'string') {
    // Without its scheme, `user:secret@host` is a valid URL with the scheme `user:`.
    if (url.host === '') return redactUrl(url.href)
    // The path of a proxy may contain a whole URL.
    return `${url.protocol}//${url.host}${url.pathname}`.replace(/\/\/[^/]*@/g, '//')
  }
  const [, scheme = '', rest = ''] = /^(\s*[a-z][a-z\d+.-]*:[\\/]*)?(.*)$/is.exec(url) ?? []
  return scheme + rest.slice(rest.lastIndexOf('@') + 1).replace(/[?#].*/s, '')
}

/** Letters, digits and signs that are seen as they are, composed as usual. Without spaces and whatever is invisible. */
const PLAIN = /^(?!\p{M}|.*\p{Default_Ignorable_Code_Point})[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u

/**
 * A URL for a message, with the letters of `%E5%9B%BE.png`. ASCII stays encoded, since `%2F` is no slash, and so does what a
 * terminal would not show as it is. What this returns means the same URL.
 */
export const readableUrl = (url: string): string =>
  url.replace(/(?:%[89a-f][\da-f])+/gi, (bytes) => {
    const text = decodeUrlText(bytes)
    return PLAIN.test(text) && text === text.normalize() ? text : bytes
  })

/**
 * Whether a header describes how a request is sent, how its connection goes on, or whom it is for. These are the client's
 * own, as in every browser (Fetch standard, forbidden request-headers): an app's would corrupt the next request.
 */
export const isFramingHeader = (name: string) =>
  /^(connection|content-length|expect|host|keep-alive|te|trailer|transfer-encoding|upgrade)$/i.test(name)
