import type { ImageType } from '../../core/types.ts'
import { ascii, corrupt, dimensions, need, type Parser, take, totalSize, truncated, viewOf } from './parser.ts'

/** The longest list that is read. Real ones have some kilobytes. */
const MAX_LIST_BYTES = 1 << 20
/** How many `ipma` boxes are read. Real files have one, or two of different versions. */
const MAX_ASSOCIATIONS = 4

interface Box {
  readonly name: string
  /** Where its content starts. */
  readonly start: number
  /** `Infinity` for a box that extends to the end of the file. */
  readonly end: number
}

type Size = readonly [width: number, height: number]

/** A property of an item that says something about its dimensions. */
interface Property {
  readonly size?: Size
  readonly crop?: Size
}

/**
 * HEIF (ISO/IEC 23008-12) and AVIF: the boxes of ISO/IEC 14496-12, whose lengths must add up to the size of the file.
 * The dimensions are those of the primary item, or of the first track in a sequence without items.
 */
export function* heif(type: ImageType): Parser {
  const found: { size?: Size; track?: Size; itemsEnd: number } = { itemsEnd: 0 }

  const end = yield* eachBox(0, Number.POSITIVE_INFINITY, function* (box) {
    if (found.size) return
    if (box.name === 'meta') Object.assign(found, yield* readMeta(box))
    else if (box.name === 'mini') found.size = miniSize(yield* need(box.start, 6))
    else if (box.name === 'moov') found.track ??= yield* readTrack(box)
    if (found.size) yield* dimensions(type, ...found.size)
  })

  if (!found.size) yield* dimensions(type, ...(found.track ?? corrupt('it has no dimensions')))
  const size = yield* totalSize()
  const expected = Math.max(end === Number.POSITIVE_INFINITY ? 0 : end, found.itemsEnd)
  if (size < expected) yield* truncated(expected)
  if (size > end) corrupt('it continues after its last box', end)
}

/** Visits the boxes in a range, and returns where the last one ends. */
function* eachBox(from: number, to: number, visit: (box: Box) => Parser): Parser<number> {
  let at = from
  while (at < to) {
    const head = yield* take(at, 16)
    if (head.length < 8) break
    const view = viewOf(head)
    const isLong = view.getUint32(0) === 1
    if (isLong && head.length < 16) return yield* truncated(at + 16)
    const size = isLong ? view.getUint32(8) * 2 ** 32 + view.getUint32(12) : view.getUint32(0)
    const start = at + (isLong ? 16 : 8)
    const end = size === 0 ? to : at + size
    if (end < start || end > to) corrupt('a part has an impossible length', at)
    yield* visit({ name: ascii(head.subarray(4, 8)), start, end })
    at = end
  }
  return at
}

function* readMeta(meta: Box): Parser<{ size: Size | undefined; itemsEnd: number }> {
  let primary = -1
  const itemsEnd: ItemsEnd = { file: 0, data: 0 }
  /** Where the content of `idat` starts: the bytes of items that are stored in here. */
  let dataStart: number | undefined
  const properties: Property[] = []
  const associations: DataView[] = []

  yield* eachBox(meta.start + 4, meta.end, function* ({ name, start, end }) {
    if (name === 'pitm') {
      const view = yield* need(start, 8)
      primary = view.getUint8(0) ? view.getUint32(4) : view.getUint16(4)
    } else if (name === 'iloc') {
      addItems(itemsEnd, yield* readList(start, end))
    } else if (name === 'idat') {
      dataStart = start
    } else if (name === 'iprp') {
      yield* eachBox(start, end, function* (box) {
        if (box.name === 'ipco') {
          yield* eachBox(box.start, box.end, function* (property) {
            properties.push(yield* readProperty(property))
          })
        } else if (box.name === 'ipma' && associations.length < MAX_ASSOCIATIONS) {
          associations.push(yield* readList(box.start, box.end))
        }
      })
    }
  })

  const own = associations.flatMap((view) => propertiesOf(view, primary)).map((index) => properties[index - 1])
  // A file that associates no size with the primary item: the largest is the picture.
  const sizes = own.some((property) => property?.size) ? own : properties
  const size = sizes.reduce<Size | undefined>((largest, property) => larger(largest, property?.size), undefined)
  const crop = own.find((property) => property?.crop)?.crop
  const fits = size && crop && crop[0] > 0 && crop[1] > 0 && crop[0] <= size[0] && crop[1] <= size[1]
  if (itemsEnd.data > 0 && dataStart === undefined) return yield* truncated()
  return { size: fits ? crop : size, itemsEnd: Math.max(itemsEnd.file, (dataStart ?? 0) + itemsEnd.data) }
}

function* readList(start: number, end: number): Parser<DataView> {
  return viewOf(yield* take(start, Math.min(end - start, MAX_LIST_BYTES)))
}

function* readProperty({ name, start, end }: Box): Parser<Property> {
  if (name === 'ispe' && end - start >= 12) {
    const view = yield* need(start, 12)
    return { size: [view.getUint32(4), view.getUint32(8)] }
  }
  if (name === 'clap' && end - start >= 16) {
    const view = yield* need(start, 16)
    const fraction = (at: number) => Math.round(view.getUint32(at) / view.getUint32(at + 4))
    return { crop: [fraction(0), fraction(8)] }
  }
  return {}
}

const larger = (one: Size | undefined, other: Size | undefined) =>
  other && (!one || other[0] * other[1] > one[0] * one[1]) ? other : one

/** The short form: after 16 bits of flags, a bit that says whether width and height have 7 or 15 bits. */
function miniSize(view: DataView): Size {
  const bits = view.getUint32(2)
  return bits >>> 31
    ? [((bits >>> 16) & 0x7fff) + 1, ((bits >>> 1) & 0x7fff) + 1]
    : [((bits >>> 24) & 0x7f) + 1, ((bits >>> 17) & 0x7f) + 1]
}

function* readTrack(moov: Box): Parser<Size | undefined> {
  let size: Size | undefined
  yield* eachBox(moov.start, moov.end, function* (trak) {
    if (trak.name !== 'trak') return
    yield* eachBox(trak.start, trak.end, function* ({ name, start, end }) {
      if (name !== 'tkhd' || size || end - start < 84 || end === Number.POSITIVE_INFINITY) return
      const view = yield* need(end - 8, 8)
      size = [view.getUint32(0) >>> 16, view.getUint32(4) >>> 16]
    })
  })
  return size
}

/** `ipma`: the properties that belong to an item, counted from 1. */
function propertiesOf(view: DataView, item: number): number[] {
  if (view.byteLength < 8) return []
  const itemLength = view.getUint8(0) > 0 ? 4 : 2
  const indexLength = view.getUint8(3) & 1 ? 2 : 1
  const entries = view.getUint32(4)
  let at = 8
  for (let entry = 0; entry < entries && at + itemLength < view.byteLength; entry++) {
    const id = itemLength === 4 ? view.getUint32(at) : view.getUint16(at)
    const start = at + itemLength + 1
    at = start + view.getUint8(start - 1) * indexLength
    if (id !== item) continue
    const indexes: number[] = []
    for (let index = start; index + indexLength <= Math.min(at, view.byteLength); index += indexLength) {
      indexes.push(indexLength === 2 ? view.getUint16(index) & 0x7fff : view.getUint8(index) & 0x7f)
    }
    return indexes
  }
  return []
}

/** Where the last item ends, of those that are stored anywhere in the file, and of those in `idat`. */
interface ItemsEnd {
  file: number
  data: number
}

/** Adds the items of an `iloc`. Items of other files, and those that are made of other items, end nowhere in this one. */
function addItems(ends: ItemsEnd, view: DataView): void {
  if (view.byteLength < 8) return
  const version = view.getUint8(0)
  const lengths = view.getUint16(4)
  let at = 6
  // A list that was cut off at its limit, or that lies about its length, ends where its bytes do.
  const number = (length: number) => {
    let value = 0
    for (let index = 0; index < length; index++) value = value * 256 + (at < view.byteLength ? view.getUint8(at++) : 0)
    return value
  }
  const [offsetLength, lengthLength, baseLength] = [lengths >> 12, (lengths >> 8) & 15, (lengths >> 4) & 15]
  const indexLength = version > 0 ? lengths & 15 : 0
  const items = number(version < 2 ? 2 : 4)
  for (let item = 0; item < items && at < view.byteLength; item++) {
    number(version < 2 ? 2 : 4)
    const method = version > 0 ? number(2) & 15 : 0
    const place = number(2) === 0 ? (['file', 'data'] as const)[method] : undefined
    const base = number(baseLength)
    const extents = Math.min(number(2), indexLength + offsetLength + lengthLength > 0 ? 65_535 : 1)
    for (let extent = 0; extent < extents && at < view.byteLength; extent++) {
      number(indexLength)
      const offset = number(offsetLength)
      const end = base + offset + number(lengthLength)
      if (place) ends[place] = Math.max(ends[place], end)
    }
  }
}
