import type { DataUrlProblem } from '../core/error-details.ts'
import { SaveError } from '../core/errors.ts'
import type { Source } from '../core/types.ts'
import { inMemory } from './blob.ts'

/** A `data:` URL (RFC 2397), in base64 or percent-encoded. Its media type is ignored: the bytes decide. */
export function dataUrl(url: string | URL): Source {
  return { open: () => inMemory(bytesOf(String(url))) }
}

function bytesOf(url: string): Uint8Array {
  const comma = url.indexOf(',')
  if (!/^\s*data:/i.test(url)) refuse('does not start with "data:"')
  if (comma < 0) refuse('has no comma after its type')
  const text = url.slice(comma + 1).replace(/#.*$/s, '')
  return /;\s*base64\s*$/i.test(url.slice(0, comma)) ? fromBase64(text, comma + 1) : fromPercent(text, comma + 1)
}

function fromBase64(text: string, start: number): Uint8Array {
  // Web pages escape the padding, and people wrap the lines.
  const plain = (text.includes('%') ? latin1Of(fromPercent(text, start)) : text).replace(/[\t\n\f\r ]/g, '')
  const bare = plain.replace(/={1,2}$/, '')
  const odd = /[^A-Za-z0-9+/]/.exec(bare)
  if (odd) {
    const escaped = odd[0].charCodeAt(0).toString(16)
    const position = text.search(new RegExp(`\\${odd[0]}|%0?${escaped}`, 'i'))
    refuse('has a character that is not base64', start + position)
  }
  if (bare.length % 4 === 1 || (plain !== bare && plain.length % 4)) refuse('is truncated', start + text.length)
  const binary = atob(bare)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < bytes.length; index++) bytes[index] = binary.charCodeAt(index)
  return bytes
}

function fromPercent(text: string, start: number): Uint8Array {
  const odd = /%(?![0-9a-f]{2})/i.exec(text)
  if (odd) refuse('has a "%" without two hexadecimal digits after it', start + odd.index)
  const encoded = new TextEncoder().encode(text)
  let length = 0
  for (let index = 0; index < encoded.length; index++, length++) {
    const percent = encoded[index] === 0x25
    encoded[length] = percent
      ? Number.parseInt(String.fromCharCode(encoded[index + 1] ?? 0, encoded[index + 2] ?? 0), 16)
      : (encoded[index] ?? 0)
    if (percent) index += 2
  }
  return encoded.subarray(0, length)
}

function latin1Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return text
}

function refuse(problem: DataUrlProblem, position?: number): never {
  const character = position === undefined ? undefined : position + 1
  const [where, advice] =
    character === undefined
      ? ['', 'It should look like "data:image/png;base64,…"']
      : [` at character ${character}`, 'Copy the complete URL again']
  throw new SaveError('unsupported-path', `This data: URL ${problem}${where}. ${advice}.`, {
    details: { code: 'data-url-invalid', problem, character },
  })
}
