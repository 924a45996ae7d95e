import type { ImageType } from '../core/types.ts'

/** The extensions of each type. The first one is the default; the others are kept where a name has them. */
const extensions: Record<ImageType, readonly [string, ...string[]]> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png', 'apng'],
  gif: ['gif'],
  webp: ['webp'],
  heic: ['heic', 'heif', 'hif', 'heics', 'heifs'],
  avif: ['avif', 'avifs'],
  bmp: ['bmp', 'dib'],
  tiff: ['tif', 'tiff'],
}

/** In UTF-8. Most file systems take 255; the rest is for albums that number equal names. */
const MAX_NAME_BYTES = 200

/** Longer names are cut before anything is searched in them. */
const MAX_LENGTH = 1_024

/** The extension for a type, without the dot. */
export function extensionOf(type: ImageType): string {
  return extensions[type][0]
}

/**
 * The photo's name (C16): the given name if a person would use it, made safe for every platform, else
 * `IMG_YYYYMMDD_HHMMSS` in local time; always with an extension of the type.
 */
export function photoName(name: string | undefined, type: ImageType, now = new Date()): string {
  return (name && isPersonsName(name) && safeName(name, type)) || `${timeName(now)}.${extensionOf(type)}`
}

/** A name that was chosen for this photo: it is only made safe. Empty if nothing of it can be kept. */
export function safeName(name: string, type: ImageType): string {
  const [stem, extension] = splitName(name)
  const isRight = extensions[type].includes(extension.toLowerCase())
  const ending = isRight ? extension : extensionOf(type)
  const safe = safeStem(stem, MAX_NAME_BYTES - ending.length - 1)
  return safe && `${safe}.${ending}`
}

/** What image services append to ask for a size or a format: `b.jpg!small`, `b.jpg@100w.webp`, `b.jpg_200x200.jpg`. */
const SERVICE_SUFFIX = /\.(?:jpe?g|png|gif|webp|heic|heif|avif|bmp|tiff?)(?=[!@~]|_\d+x\d+)/i

/**
 * Stem and extension. "Mr. Smith", "v1.2" and "2026.01.02" have no extension: one has two to eight Latin letters and
 * digits, and is not a number.
 */
function splitName(name: string): [stem: string, extension: string] {
  const short = name.length > MAX_LENGTH ? name.slice(0, MAX_LENGTH) + name.slice(-9) : name
  const trimmed = short.trim()
  const suffix = SERVICE_SUFFIX.exec(trimmed)
  const plain = suffix ? trimmed.slice(0, suffix.index + suffix[0].length) : trimmed
  const dot = plain.lastIndexOf('.')
  const extension = plain.slice(dot + 1)
  return dot >= 0 && /^(?!v?\d+$)[a-z0-9]{2,8}$/i.test(extension)
    ? [plain.slice(0, dot), extension]
    : [plain.replace(/[\s.]+$/, ''), '']
}

/** Not what programs call everything, nor hashes, UUIDs and numbers such as a timestamp. */
function isPersonsName(name: string): boolean {
  const stem = splitName(name)[0].replace(/ ?\(\d+\)$/, '')
  return /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(stem) && !MACHINE_NAME.test(stem)
}

const MACHINE_NAME =
  /^\W*(image|img|download|file|blob|unnamed|untitled|index|undefined|null|[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4,12}){4}|\d{10,})\s*$/i

function timeName(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  return `IMG_${day}_${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
}

/** Without characters that some platform refuses, interprets or hides. */
function safeStem(stem: string, maxBytes: number): string {
  const visible = stem
    .normalize('NFC')
    // Separators and wildcards of any platform, and control characters.
    .replace(/[\\/:*?"<>|\p{Cc}\p{Cs}\u2028\u2029\ufffd]+/gu, '_')
    // Invisible characters and those that change the reading direction; joiners inside an emoji stay. Without
    // lookbehind, which Safari before 16.4 lacks.
    .replace(/(?!\u200d)\p{Cf}/gu, '')
    .replace(
      /(\p{Extended_Pictographic}\ufe0f?\p{EMod}?)?\u200d(?=(\p{Extended_Pictographic}?))/gu,
      (joined, before = '', after = '') => (before && after ? joined : before),
    )
  const short = shorten(visible.replace(/^[\s.]+/, '').replace(DEVICE_NAME, '_$&'), maxBytes)
  return /[^\s.]/.test(short) ? short : ''
}

/** On Windows these mean a device, with any extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\s*(\.|$))/i

/** Cuts between characters as a person sees them. */
function shorten(stem: string, maxBytes: number): string {
  const lengthOf = (text: string) => new TextEncoder().encode(text).length
  if (stem.length * 3 <= maxBytes || lengthOf(stem) <= maxBytes) return stem
  let short = ''
  let length = 0
  for (const { segment } of new Intl.Segmenter().segment(stem)) {
    length += lengthOf(segment)
    if (length > maxBytes) break
    short += segment
  }
  return short
}
