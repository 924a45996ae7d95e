/**
 * The file name in a `Content-Disposition` header (RFC 6266), as servers really send it: in raw UTF-8 or GBK, unquoted
 * with spaces, percent-encoded, or as RFC 2047 words. `value` is the header's bytes, one per character.
 */
export function fileNameFrom(value: string): string | undefined {
  const parameters = parseParameters(value)
  const extended = /^([\w.:-]*)'[^']*'(.+)$/s.exec(parameters.get('filename*') ?? '')
  if (extended) return lastSegment(decodePercent(extended[2]!, extended[1]))
  const plain = parameters.get('filename') ?? ''
  if (/=\?[^?\s]+\?[bq]\?/i.test(plain)) return lastSegment(decodeWords(plain))
  return lastSegment(/%[0-9a-f]{2}/i.test(plain) ? decodePercent(plain) : decodeText(plain))
}

/** One pass over the header: a server may send many kilobytes of it. Names in lower case. */
function parseParameters(header: string): Map<string, string> {
  const parameters = new Map<string, string>()
  for (let start = 0; start < header.length; ) {
    let end = start
    for (let quoted = false; end < header.length && (quoted || header[end] !== ';'); end++) {
      if (header[end] === '"') quoted = !quoted
      else if (quoted && header[end] === '\\') end++
    }
    const part = header.slice(start, end)
    const equals = part.indexOf('=')
    const name = part.slice(0, equals).trim().toLowerCase()
    const value = part.slice(equals + 1).trim()
    if (equals > 0 && !parameters.has(name)) parameters.set(name, unquote(value))
    start = end + 1
  }
  return parameters
}

/** A backslash escapes only a quote or another backslash here: some servers send the path of a Windows file. */
function unquote(value: string): string {
  if (!value.startsWith('"')) return value
  return value.slice(1, value.length > 1 && value.endsWith('"') ? -1 : undefined).replace(/\\(["\\])/g, '$1')
}

/** RFC 2047, which is for mail: `=?GBK?B?tLq92g==?= =?GBK?Q?.png?=`. White space between two words is not text. */
function decodeWords(text: string): string {
  return text
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?([^?\s]{1,40})\?([bq])\?([^?]*)\?=/gi, (word, charset: string, encoding: string, content: string) => {
      try {
        const bytes =
          encoding.toLowerCase() === 'b'
            ? atob(content)
            : unescapeBytes(content.replace(/_/g, ' ').replace(/=(?=[0-9a-f]{2})/gi, '%'))
        return decodeText(bytes, charset)
      } catch {
        return word
      }
    })
}

/** Percent-encoded text, in the given character set or in whichever of UTF-8 and GBK it is valid. */
export const decodePercent = (text: string, charset?: string): string => decodeText(unescapeBytes(text), charset)

/** One character per byte. Characters above U+00FF are encoded as UTF-8. */
function unescapeBytes(text: string): string {
  const bytes = /[^\0-\xff]/.test(text)
    ? Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('')
    : text
  return bytes.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

/**
 * Text of one byte per character, in the given character set. Without one: UTF-8 where it is valid, then GBK where two
 * bytes in a row lie in its range of everyday characters, as in a browser on a Chinese system, else Latin-1.
 */
function decodeText(text: string, charset?: string): string {
  if (!/[\x80-\xff]/.test(text) || /[^\0-\xff]/.test(text)) return text
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0))
  const decode = (label: string) => new TextDecoder(label, { fatal: true }).decode(bytes)
  if (charset) {
    try {
      return new TextDecoder(charset).decode(bytes)
    } catch {
      // An unknown character set: guess it from the bytes.
    }
  }
  for (const label of ['utf-8', ...(/[\xa1-\xfe]{2}/.test(text) ? ['gb18030'] : [])]) {
    try {
      return decode(label)
    } catch {
      // Not valid in this one.
    }
  }
  return text
}

const lastSegment = (path: string): string | undefined => path.split(/[\\/]/).pop()?.trim() || undefined
