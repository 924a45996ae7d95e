import type { ImageType } from '../core/types.ts'

const UPRIGHT = 1
const ORIENTATION_TAG = 0x0112

/** By quarter turns counterclockwise, without a mirror and with either mirror axis. */
const UNMIRRORED = [1, 8, 3, 6] as const
const MIRRORED = { 0: [4, 5, 2, 7], 1: [2, 7, 4, 5] } as const

/** The orientation of an image as an EXIF number from 1 to 8; 1, upright, if it states none (Exif 2.32, 4.6.4). */
export function imageOrientation(type: ImageType, bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (type === 'heic' || type === 'avif') return heifOrientation(view)
    const tiff = { jpeg: tiffInJpeg, png: tiffInPng, webp: tiffInWebp, tiff: () => 0 }[type as 'jpeg']?.(view)
    const value = tiff === undefined ? UPRIGHT : orientationInTiff(view, tiff)
    return value >= 1 && value <= 8 ? value : UPRIGHT
  } catch (thrown) {
    // A position outside the file: decoders show such an image upright.
    if (thrown instanceof RangeError) return UPRIGHT
    throw thrown
  }
}

/** A TIFF header and its first directory. */
function orientationInTiff(view: DataView, tiff: number): number {
  const little = view.getUint16(tiff) === 0x4949
  const directory = tiff + view.getUint32(tiff + 4, little)
  const entries = view.getUint16(directory, little)
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12
    if (view.getUint16(at, little) === ORIENTATION_TAG) return view.getUint16(at + 8, little)
  }
  return UPRIGHT
}

/** An APP1 segment that begins with `Exif\0\0`. */
function tiffInJpeg(view: DataView): number | undefined {
  for (let at = 2; view.getUint8(at + 1) !== 0xda; ) {
    if (view.getUint8(at) !== 0xff || [0x00, 0xff].includes(view.getUint8(at + 1))) {
      at++ // A stray byte, or a fill byte.
      continue
    }
    if (view.getUint8(at + 1) === 0xe1 && ascii(view, at + 4, 6) === 'Exif\0\0') return at + 10
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}

function tiffInPng(view: DataView): number | undefined {
  for (let at = 8; at + 8 <= view.byteLength; at += 12 + view.getUint32(at)) {
    if (ascii(view, at + 4, 4) === 'eXIf') return at + 8
  }
  return undefined
}

function tiffInWebp(view: DataView): number | undefined {
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const size = view.getUint32(at + 4, true)
    // Some encoders write the prefix of a JPEG here, too.
    if (ascii(view, at, 4) === 'EXIF') return at + (ascii(view, at + 8, 6) === 'Exif\0\0' ? 14 : 8)
    at += 8 + size + (size & 1)
  }
  return undefined
}

/**
 * HEIC and AVIF rotate and mirror by properties of the primary item, `irot` and `imir` (ISO/IEC 23008-12, 6.5.10 and
 * 6.5.12), and in the short form by three bits. Their EXIF orientation is not applied.
 */
function heifOrientation(view: DataView): number {
  for (const box of boxesIn(view, 0, view.byteLength)) {
    if (box.name === 'mini') return (view.getUint8(box.start + 1) & 7) + 1
    if (box.name === 'meta') return orientationInMeta(view, box)
  }
  return UPRIGHT
}

function orientationInMeta(view: DataView, meta: Box): number {
  const properties: { name: string; value: number }[] = []
  let primary: number | undefined
  let associations: number | undefined
  for (const { name, start, end } of boxesIn(view, meta.start + 4, meta.end)) {
    if (name === 'pitm') primary = view.getUint8(start) ? view.getUint32(start + 4) : view.getUint16(start + 4)
    if (name !== 'iprp') continue
    for (const box of boxesIn(view, start, end)) {
      if (box.name === 'ipma') associations = box.start
      if (box.name !== 'ipco') continue
      for (const property of boxesIn(view, box.start, box.end)) {
        const value = property.end > property.start ? view.getUint8(property.start) : 0
        properties.push({ name: property.name, value })
      }
    }
  }
  if (primary === undefined || associations === undefined) return UPRIGHT
  const own = propertiesOf(view, associations, primary).map((index) => properties[index - 1])
  const turns = (own.find((property) => property?.name === 'irot')?.value ?? 0) & 3
  const mirror = own.find((property) => property?.name === 'imir')
  return (mirror ? MIRRORED[(mirror.value & 1) as 0 | 1] : UNMIRRORED)[turns] ?? UPRIGHT
}

interface Box {
  readonly name: string
  readonly start: number
  readonly end: number
}

function* boxesIn(view: DataView, from: number, to: number): Generator<Box> {
  for (let at = from; at + 8 <= to; ) {
    const isLong = view.getUint32(at) === 1
    const size = isLong ? Number(view.getBigUint64(at + 8)) : view.getUint32(at)
    const start = at + (isLong ? 16 : 8)
    const end = size === 0 ? to : at + size
    if (end < start || end > to) return
    yield { name: ascii(view, at + 4, 4), start, end }
    at = end
  }
}

/** `ipma`: the properties that belong to an item, counted from 1. */
function propertiesOf(view: DataView, at: number, item: number): number[] {
  const isWideItem = view.getUint8(at) > 0
  const isWideIndex = (view.getUint8(at + 3) & 1) > 0
  const entries = view.getUint32(at + 4)
  let next = at + 8
  for (let entry = 0; entry < entries; entry++) {
    const id = isWideItem ? view.getUint32(next) : view.getUint16(next)
    next += isWideItem ? 4 : 2
    const count = view.getUint8(next++)
    if (id === item) {
      return Array.from({ length: count }, (_, index) =>
        isWideIndex ? view.getUint16(next + 2 * index) & 0x7fff : view.getUint8(next + index) & 0x7f,
      )
    }
    next += count * (isWideIndex ? 2 : 1)
  }
  return []
}

function ascii(view: DataView, at: number, length: number): string {
  let text = ''
  for (let index = at; index < at + length; index++) text += String.fromCharCode(view.getUint8(index))
  return text
}
