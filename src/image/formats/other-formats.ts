import type { Advice, OtherFormat } from '../../core/error-details.ts'
import { otherFormat, Refusal, toHex } from './parser.ts'

type Known = readonly [start: RegExp, format: OtherFormat, advice?: Advice]

const CONVERT = 'Convert it to JPEG or PNG first.'
const PASS_IMAGE = 'Pass an image.'
const PASS_PICTURE = 'Pass the picture itself, or its URL.'

/** What else people pass instead of an image, by the first bytes in hexadecimal digits. */
const signatures: readonly Known[] = [
  [/^(ffd8|8950|4749)(..){0,6}$/, 'only the first bytes of an image', 'Get the complete file.'],
  [/^25504446/, 'a PDF document, not an image', 'Save a picture of its page.'],
  [/^504b0304/, 'a ZIP archive, not an image', 'Unpack it and save the picture inside.'],
  [/^1f8b/, 'gzip data, not an image', 'Unpack it first.'],
  [/^(ff0a|0000000c4a584c20)/, 'a JPEG XL image, which few albums can show', CONVERT],
  [/^(0000000c6a502020|ff4fff51)/, 'a JPEG 2000 image, which few albums can show', CONVERT],
  // Olympus, Panasonic, Fujifilm, Canon (two), Sigma, Minolta
  [
    /^(4949524f|49495253|4d4d4f52|49495500|46554a4946494c4d434344|49491a000000484541504343|.{8}6674797063727820|464f5662|004d524d)/,
    'a camera raw file, which few albums can show',
    CONVERT,
  ],
  [/^38425053/, 'a Photoshop document, not an image', CONVERT],
  [/^00000100/, 'an icon, not an image', CONVERT],
  // ID3, MPEG frames, Ogg, FLAC, WAVE, AMR, M4A
  [
    /^(494433|ff[ef][23ab]|4f676753|664c6143|52494646.{8}57415645|2321414d52|.{8}667479704d34[14])/,
    'audio, not an image',
  ],
  // MP4 and MOV, Matroska and WebM, AVI, FLV, MPEG
  [/^(.{8}66747970|1a45dfa3|52494646.{8}41564920|464c5601|000001b[3a])/, 'a video, not an image'],
]

const texts: readonly Known[] = [
  [/<svg[\s>]/i, 'an SVG drawing, not an image', 'Export it as PNG first.'],
  [/<(!doctype html|html|head|body|script|title|meta)\b/i, 'an HTML page, not an image', PASS_PICTURE],
  [/^<\?xml/, 'an XML document, not an image', PASS_PICTURE],
  [/^[[{]/, 'JSON text, not an image', PASS_PICTURE],
  [/^data:/, 'the text of a data: URL, not an image', 'Pass that text itself.'],
]
const PLAIN_TEXT: Known = [/^/, 'text, not an image']

export function refuseOtherFormat(head: Uint8Array): never {
  if (head.length === 0) throw new Refusal(`is empty. ${PASS_IMAGE}`, { code: 'image-empty' })
  const hex = toHex(head)
  const known = signatures.find(([start]) => start.test(hex)) ?? textIn(head, hex)
  if (known) otherFormat(known[1], known[2] ?? PASS_IMAGE)
  const firstBytes = hex.slice(0, 16)
  const advice = 'Pass a JPEG, PNG, GIF, WebP, HEIC, AVIF, BMP or TIFF.'
  throw new Refusal(`is not a known image: it starts with ${firstBytes}. ${advice}`, {
    code: 'unknown-format',
    firstBytes,
  })
}

/**
 * Text has no control characters, except in UTF-16, where every other byte may be zero. Markup is recognised in every
 * encoding; other text only in Unicode, because in older encodings almost any bytes are text.
 */
function textIn(head: Uint8Array, hex: string): Known | undefined {
  const isUtf16 = /^(feff|fffe|00(?!00)|(?!00)..00)/.test(hex)
  const letters = isUtf16 ? head.filter((byte) => byte !== 0) : head
  if (letters.length * 2 < head.length - 2 || letters.some((byte) => byte < 9 || (byte > 13 && byte < 27)))
    return undefined
  const text = String.fromCharCode(...letters)
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .trimStart()
  return texts.find(([start]) => start.test(text)) ?? (isUtf16 || isUtf8(hex) ? PLAIN_TEXT : undefined)
}

/** The last character may have been cut off. */
function isUtf8(hex: string): boolean {
  try {
    decodeURIComponent(hex.replace(/^((?:..)*?)(?:[c-f].(?:[89ab].){0,3})?$/, '$1').replace(/../g, '%$&'))
    return true
  } catch {
    return false
  }
}
