import { decoded, lastPart } from './name.ts'

/** The name that a server gives to what it sends: `Content-Disposition` (RFC 6266, RFC 8187). */
export function nameIn(header: string): string | undefined {
  const [, charset = '', encoded] = /;\s*filename\*\s*=\s*([\w-]*)'[^']*'([^;\s]+)/i.exec(header) ?? []
  if (encoded) return lastPart(decoded(encoded, charset))
  const [, quoted, bare] = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(header) ?? []
  const plain = quoted?.replace(/\\(.)/g, '$1') ?? bare
  return plain && lastPart(/%[0-9a-f]{2}/i.test(plain) ? decoded(plain, 'utf-8') : utf8Of(plain))
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
