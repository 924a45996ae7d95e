import { hexOf } from './questions.ts'

const convert = 'Convert it to JPEG or PNG first.'
const address = 'Pass the picture itself, or its address.'

type Known = readonly [start: RegExp, what: string, remedy?: string]

/** What else people pass where an image belongs, by its first bytes in hexadecimal digits. */
const signatures: readonly Known[] = [
  [/^(ffd8|8950|4749)(..){0,6}$/, 'only the first bytes of a picture', 'Get it whole.'],
  [/^25504446/, 'a PDF document', 'Save a picture of its page.'],
  [/^504b0304/, 'a ZIP archive', 'Unpack it and save the picture inside.'],
  [/^1f8b/, 'gzip data', 'Unpack it first.'],
  [/^(ff0a|0000000c4a584c20)/, 'a JPEG XL image, which few albums can show', convert],
  [/^0000000c6a502020/, 'a JPEG 2000 image, which few albums can show', convert],
  [/^38425053/, 'a Photoshop document', convert],
  [/^00000100/, 'an icon', convert],
  // ID3, MPEG frames, Ogg, FLAC, WAVE, AMR, M4A
  [/^(494433|ff[ef][23ab]|4f676753|664c6143|52494646.{8}57415645|2321414d52|.{8}667479704d34[14])/, 'audio'],
  // MP4 and MOV, Matroska and WebM, AVI, FLV, MPEG
  [/^(.{8}66747970|1a45dfa3|52494646.{8}41564920|464c5601|000001b[3a])/, 'a video'],
]

const texts: readonly Known[] = [
  [/<svg[\s>]/i, 'an SVG drawing', 'Export it as PNG first.'],
  [/<(!doctype html|html|head|body|script|title|meta)\b/i, 'an HTML page', address],
  [/^<\?xml/, 'an XML document', address],
  [/^[[{]/, 'JSON text', address],
  [/^data:/, 'the text of a data: URL', 'Pass that text itself.'],
  [/^/, 'text'],
]

/** The end of a sentence that starts with the name of what is no image. */
export function looksLike(head: Uint8Array): string {
  if (head.length === 0) return 'is empty: there are no bytes in it. Pass an image.'
  const hex = hexOf(head)
  const [, what, remedy = 'Pass an image.'] = signatures.find(([start]) => start.test(hex)) ?? textIn(head) ?? []
  return what
    ? `is ${what}, not an image. ${remedy}`
    : `is no image known here: it starts with ${hex.slice(0, 16)}. Pass a JPEG, PNG, GIF, WebP, HEIC, AVIF, BMP or TIFF.`
}

/** No text has control characters in it, save in UTF-16, where every other byte is a zero. */
function textIn(head: Uint8Array): Known | undefined {
  const letters = head.filter((byte) => byte !== 0)
  if (letters.length * 2 < head.length - 2 || letters.some((byte) => byte < 9 || (byte > 13 && byte < 27)))
    return undefined
  const text = String.fromCharCode(...letters)
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '')
    .trimStart()
  return texts.find(([start]) => start.test(text))
}
