/** The name that a server gives to what it sends: `Content-Disposition` (RFC 6266, RFC 8187). */
export function nameIn(header: string | null): string | undefined {
  if (!header) return undefined
  const [, charset = '', encoded] = /;\s*filename\*\s*=\s*([\w-]*)'[^']*'([^;\s]+)/i.exec(header) ?? []
  if (encoded) return lastPart(decoded(encoded, charset))
  const [, quoted, bare] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header) ?? []
  const plain = quoted?.replace(/\\(.)/g, '$1') ?? bare
  return plain && lastPart(/%[0-9a-f]{2}/i.test(plain) ? decoded(plain, 'utf-8') : utf8Of(plain))
}

/** The end of an address: of the one that was asked for where it names a file, else of the one that it led to. */
export function nameOf(asked: URL, last: URL): string | undefined {
  const names = [asked, last].map((url) => lastPart(decoded(url.pathname, 'utf-8')))
  return names.find((name) => name?.includes('.')) ?? names.find(Boolean)
}

function lastPart(path: string): string | undefined {
  return path.split(/[\\/]/).pop() || undefined
}

function decoded(text: string, charset: string): string {
  const bytes = new TextEncoder().encode(text)
  const plain: number[] = []
  for (let index = 0; index < bytes.length; index++) {
    const hex = bytes[index] === 0x25 ? /^[0-9a-f]{2}/i.exec(text.slice(index + 1)) : null
    plain.push(hex ? Number.parseInt(hex[0], 16) : (bytes[index] as number))
    if (hex) index += 2
  }
  return new TextDecoder(/^iso-8859-1$/i.test(charset) ? 'latin1' : 'utf-8').decode(new Uint8Array(plain))
}

/** Headers come as Latin-1; what most servers meant is UTF-8. */
function utf8Of(text: string): string {
  if (/[^\0-\xff]/.test(text)) return text
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))
  } catch {
    return text
  }
}
