/** Text as bytes and back, by the encodings of `FileSystemManager` (C42). */
export interface Encoding {
  /** Throws where the text is not in this encoding. */
  encode(text: string): Uint8Array
  decode(bytes: Uint8Array): string
}

const utf8: Encoding = {
  encode: (text) => new TextEncoder().encode(text),
  decode: (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
}
const latin1: Encoding = { encode: (text) => toCodes(text, 0xff), decode: (bytes) => fromCodes(bytes) }

/**
 * `binary` is UTF-8, as the document of this API has it. Names are matched without case and `-`: `UTF-8`, `utf-16le`.
 */
const ENCODINGS: Readonly<Record<string, Encoding>> = {
  utf8,
  binary: utf8,
  latin1,
  ascii: { encode: (text) => toCodes(text, 0x7f), decode: (bytes) => fromCodes(bytes.map((byte) => byte & 0x7f)) },
  base64: { encode: (text) => latin1.encode(atob(text)), decode: (bytes) => btoa(fromCodes(bytes)) },
  hex: {
    encode(text) {
      if (!/^(?:[\da-f]{2})*$/i.test(text)) throw new TypeError('not hexadecimal')
      return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    },
    decode: (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''),
  },
  utf16le: {
    encode(text) {
      const bytes = new Uint8Array(text.length * 2)
      for (let at = 0; at < text.length; at++) new DataView(bytes.buffer).setUint16(at * 2, text.charCodeAt(at), true)
      return bytes
    },
    decode(bytes) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      return fromCodes(Uint16Array.from({ length: bytes.length >> 1 }, (_, at) => view.getUint16(at * 2, true)))
    },
  },
}

/** `undefined` where there is no encoding of that name. */
export function encodingOf(name: string): Encoding | undefined {
  const plain = name.toLowerCase().replaceAll('-', '')
  const known = plain === 'ucs2' ? 'utf16le' : plain
  return Object.hasOwn(ENCODINGS, known) ? ENCODINGS[known] : undefined
}

/** One byte for each letter. What has none must not become another letter. */
function toCodes(text: string, highest: number): Uint8Array {
  return Uint8Array.from(text, (char) => {
    const code = char.charCodeAt(0)
    if (code > highest) throw new TypeError(`no letter up to ${highest}`)
    return code
  })
}

/** In pieces, since a call takes only so many arguments. */
function fromCodes(codes: Uint8Array | Uint16Array): string {
  let text = ''
  for (let at = 0; at < codes.length; at += 8192) text += String.fromCharCode(...codes.subarray(at, at + 8192))
  return text
}
