import type { ImageType } from '../core/types.ts'

/** The extensions of each type; the first is the one that is given, the others are kept where a name has them. */
const extensions: Record<ImageType, readonly [string, ...string[]]> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif'],
  png: ['png', 'apng'],
  gif: ['gif'],
  webp: ['webp'],
  heic: ['heic', 'heif', 'hif', 'heics', 'heifs'],
  avif: ['avif', 'avifs'],
  bmp: ['bmp', 'dib'],
  tiff: ['tif', 'tiff', 'dng'],
}

/** In UTF-8. Most file systems take 255; the rest is for an album that has to tell equal names apart. */
const maxNameBytes = 200

/** The extension that a type's bytes call for, without the dot. */
export function extensionOf(type: ImageType): string {
  return extensions[type][0]
}

/**
 * The photo's name (C16): a person's name for it, made safe for every platform, else `IMG_YYYYMMDD_HHMMSS` in local
 * time; always with an extension that its bytes call for.
 */
export function photoName(name: string | undefined, type: ImageType, now = new Date()): string {
  return (isPersonsName(name ?? '') && safeName(name ?? '', type)) || `${timeName(now)}.${extensionOf(type)}`
}

/** A name that was chosen for this photo: only made safe. Empty where nothing of it can be kept. */
export function safeName(name: string, type: ImageType): string {
  const [, claimed = '', tail = ''] = /^(.*?)(\.[^.]*)?$/s.exec(name) ?? []
  const extension = tail.slice(1)
  const right = extensions[type].includes(extension.toLowerCase())
  // "Mr. Smith", "v1.2" and "2026.01.02" have none: one is short, in Latin letters and digits, and no number.
  const stem = right || /^(?!v?\d+$)[a-z0-9]{2,8}$/i.test(extension) ? claimed : name
  const ending = right ? extension : extensionOf(type)
  // Most names need nothing; what the others need is loaded for them.
  const safe = isPlain(stem) ? stem : safeStem(stem, maxNameBytes - ending.length - 1)
  return safe && `${safe}.${ending}`
}

/** Letters, digits, dashes and single spaces, and too long to be the name of a device of Windows (`COM1`). */
function isPlain(stem: string): boolean {
  return /^(?=.{5,100}$)[\w-]+( [\w-]+)*$/.test(stem)
}

/** Not one: what programs call everything, hashes, UUIDs, and numbers such as a time stamp. */
function isPersonsName(name: string): boolean {
  const stem = name.replace(/\.[a-z0-9]{2,8}$/i, '').replace(/\s*\(\d+\)$/, '')
  return /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(stem) && !machineName.test(stem)
}

const machineName =
  /^\W*(image|img|download|file|blob|unnamed|untitled|index|undefined|null|[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4,12}){4}|\d{10,})$/i

function timeName(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`
  return `IMG_${day}_${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
}

/** No letter of a name that some platform refuses, acts on or hides. */
function safeStem(stem: string, maxBytes: number): string {
  const visible = stem
    .normalize('NFC')
    // Separators and wildcards of any platform, and controls.
    .replace(/[\\/:*?"<>|\p{Cc}\p{Cs}\u2028\u2029\ufffd]+/gu, '_')
    // Invisible characters and those that turn the reading direction around; joiners inside an emoji stay. Without
    // looking behind: Safari before 16.4 cannot.
    .replace(/(?!\u200d)\p{Cf}/gu, '')
    .replace(
      /(\p{Extended_Pictographic}\ufe0f?\p{EMod}?)?\u200d(?=(\p{Extended_Pictographic}?))/gu,
      (joined, before = '', after = '') => (before && after ? joined : before),
    )
  return trimmed(shortened(trimmed(visible), maxBytes)).replace(deviceName, '_$&')
}

/** Windows drops dots and spaces at the end; a dot at the start hides a file elsewhere. */
function trimmed(stem: string): string {
  return stem.replace(/^[\s.]+|[\s.]+$/g, '')
}

/** On Windows these mean a device, with any extension. */
const deviceName = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\s*(\.|$))/i

/** Cut between characters as a person sees them. */
function shortened(stem: string, maxBytes: number): string {
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
