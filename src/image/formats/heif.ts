import type { ImageType } from '../../core/types.ts'
import { ascii, corrupt, dimensions, need, type Parser, take, totalSize, truncated, viewOf } from './parser.ts'

/** The longest list that is read. Real ones have some kilobytes. */
const MAX_LIST_BYTES = 1 << 20
/** How many `ipma` boxes are read. Real files have one, or two of different versions. */
const MAX_ASSOCIATIONS = 4
/** How many items, and references between them, are remembered. Large panoramas have some thousand. */
const MAX_ITEMS = 1 << 16

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

/** What is known of the picture. `itemsEnd` is where the last item of the file ends. */
interface Picture {
  readonly size: Size | undefined
  readonly itemsEnd: number
  readonly hasBytes: boolean
}

/** The items of a file, by their numbers. */
interface Items {
  /** The item that is the picture. */
  primary: number | undefined
  /** Those that have bytes of their own, in this file. */
  readonly stored: Set<number>
  /** Those that are made of other items: for these, their own bytes only say how. */
  readonly derived: Set<number>
  readonly sources: Map<number, number[]>
  /** How many were found. Only the first `MAX_ITEMS` are noted here. */
  count: number
}

/**
 * HEIF (ISO/IEC 23008-12) and AVIF: the boxes of ISO/IEC 14496-12, whose lengths must add up to the size of the file.
 * The dimensions are those of the primary item, or of the first track in a sequence without items.
 */
export function* heif(type: ImageType): Parser {
  let picture: Picture = { size: undefined, itemsEnd: 0, hasBytes: false }
  let track: Size | undefined
  let [hasMovie, hasMedia] = [false, false]

  const end = yield* eachBox(0, Number.POSITIVE_INFINITY, function* (box) {
    hasMovie ||= box.name === 'moov'
    hasMedia ||= box.name === 'mdat' && box.end > box.start
    if (picture.size) return
    if (box.name === 'meta') picture = yield* readMeta(box)
    else if (box.name === 'mini') picture = yield* readMini(box)
    else if (box.name === 'moov') track ??= yield* readTrack(box)
    if (picture.size) yield* dimensions(type, ...picture.size)
  })

  if (!picture.size) yield* dimensions(type, ...(track ?? corrupt('it has no dimensions')))
  const size = yield* totalSize()
  const expected = Math.max(end === Number.POSITIVE_INFINITY ? 0 : end, picture.itemsEnd)
  if (size < expected) yield* truncated(expected)
  if (size > end) corrupt('it continues after its last box', end)
  if (!picture.hasBytes && !(hasMovie && hasMedia)) corrupt('it contains no picture')
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

function* readMeta(meta: Box): Parser<Picture> {
  const items: Items = { primary: undefined, stored: new Set(), derived: new Set(), sources: new Map(), count: 0 }
  const itemsEnd: ItemsEnd = { file: 0, data: 0 }
  /** Where the content of `idat` starts: the bytes of items that are stored in here. */
  let dataStart: number | undefined
  const properties: Property[] = []
  const associations: DataView[] = []

  yield* eachBox(meta.start + 4, meta.end, function* (box) {
    const { name, start, end } = box
    if (name === 'pitm') {
      const view = yield* need(start, 8)
      items.primary = view.getUint8(0) ? view.getUint32(4) : view.getUint16(4)
    } else if (name === 'iloc') {
      addLocations(items, itemsEnd, yield* readItems(items, box))
    } else if (name === 'iinf') {
      addDerived(items, yield* readItems(items, box))
    } else if (name === 'iref') {
      yield* addSources(items, box)
    } else if (name === 'idat') {
      dataStart = start
    } else if (name === 'iprp') {
      yield* eachBox(start, end, function* (part) {
        if (part.name === 'ipco') {
          yield* eachBox(part.start, part.end, function* (property) {
            properties.push(yield* readProperty(property))
          })
        } else if (part.name === 'ipma' && associations.length < MAX_ASSOCIATIONS) {
          associations.push(yield* readList(part.start, part.end))
        }
      })
    }
  })

  const own = associations.flatMap((view) => propertiesOf(view, items.primary)).map((index) => properties[index - 1])
  // A file that associates no size with the primary item: the largest is the picture.
  const sizes = own.some((property) => property?.size) ? own : properties
  const size = sizes.reduce<Size | undefined>((largest, property) => larger(largest, property?.size), undefined)
  const crop = own.find((property) => property?.crop)?.crop
  const fits = size && crop && crop[0] > 0 && crop[1] > 0 && crop[0] <= size[0] && crop[1] <= size[1]
  if (itemsEnd.data > 0 && dataStart === undefined) return yield* truncated()
  return {
    size: fits ? crop : size,
    itemsEnd: Math.max(itemsEnd.file, (dataStart ?? 0) + itemsEnd.data),
    hasBytes: hasBytes(items),
  }
}

/** Whether the primary item, or one that it is made of, has bytes. A file without a primary item may show any. */
function hasBytes({ primary, stored, derived, sources, count }: Items): boolean {
  if (count > MAX_ITEMS) return true
  const reached = new Set(primary === undefined ? stored : [primary])
  for (const item of reached) {
    if (stored.has(item) && !derived.has(item)) return true
    for (const source of sources.get(item) ?? []) reached.add(source)
  }
  return false
}

/** The list of a box. Of a longer one, not every item will be known. */
function* readItems(items: Items, { start, end }: Box): Parser<DataView> {
  if (end - start > MAX_LIST_BYTES) items.count = Number.POSITIVE_INFINITY
  return yield* readList(start, end)
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

/**
 * The short form: after 16 bits of flags, a bit that says whether width and height have 7 or 15 bits. The picture comes
 * last, after a header of 7 bytes or, with 15 bits each, 9.
 */
function* readMini({ start, end }: Box): Parser<Picture> {
  const bits = (yield* need(start, 6)).getUint32(2)
  const isLarge = bits >>> 31 > 0
  const header = isLarge ? 9 : 7
  const size: Size = isLarge
    ? [((bits >>> 16) & 0x7fff) + 1, ((bits >>> 1) & 0x7fff) + 1]
    : [((bits >>> 24) & 0x7f) + 1, ((bits >>> 17) & 0x7f) + 1]
  return { size, itemsEnd: start + header + 1, hasBytes: end - start > header }
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
function propertiesOf(view: DataView, item: number | undefined): number[] {
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

/**
 * Adds what an `iloc` says: which items have bytes in this file, and where these end. Items of other files, and those that
 * are made of other items, end nowhere in this one.
 */
function addLocations(items: Items, ends: ItemsEnd, view: DataView): void {
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
  const count = number(version < 2 ? 2 : 4)
  for (let item = 0; item < count && at < view.byteLength; item++) {
    const id = number(version < 2 ? 2 : 4)
    const method = version > 0 ? number(2) & 15 : 0
    const isHere = number(2) === 0
    const place = isHere ? (['file', 'data'] as const)[method] : undefined
    const base = number(baseLength)
    const extents = Math.min(number(2), indexLength + offsetLength + lengthLength > 0 ? 65_535 : 1)
    let isStored = false
    for (let extent = 0; extent < extents && at < view.byteLength; extent++) {
      number(indexLength)
      const start = base + number(offsetLength)
      const length = number(lengthLength)
      if (place) ends[place] = Math.max(ends[place], start + length)
      // Without a length it is all that is there, which a picture cannot be in a file that begins with its type.
      isStored ||= length > 0 || method > 0 || start > 0
    }
    if (isStored && isHere && hasRoom(items)) items.stored.add(id)
  }
}

const DERIVED_TYPES = ['grid', 'iovl', 'iden', 'tmap']

/** Adds the items of an `iinf` whose type says that they are made of others. */
function addDerived(items: Items, view: DataView): void {
  if (view.byteLength < 8) return
  for (let at = view.getUint8(0) > 0 ? 8 : 6; at + 20 <= view.byteLength; at += Math.max(8, view.getUint32(at))) {
    const idLength = view.getUint8(at + 8) > 2 ? 4 : 2
    const typeAt = at + 14 + idLength
    if (typeAt + 4 > view.byteLength) return
    const type = new Uint8Array(view.buffer, view.byteOffset + typeAt, 4)
    if (DERIVED_TYPES.includes(ascii(type)) && hasRoom(items)) items.derived.add(idOf(view, at + 12, idLength))
  }
}

/** Adds the `dimg` of an `iref`: which items others are made of. */
function* addSources(items: Items, { start, end }: Box): Parser {
  const idLength = (yield* need(start, 4)).getUint8(0) > 0 ? 4 : 2
  yield* eachBox(start + 4, end, function* (box) {
    if (box.name !== 'dimg') return
    const view = yield* readItems(items, box)
    if (view.byteLength < idLength) return
    const id = idOf(view, 0, idLength)
    const sources = items.sources.get(id) ?? []
    for (let at = idLength + 2; at + idLength <= view.byteLength && hasRoom(items); at += idLength)
      sources.push(idOf(view, at, idLength))
    items.sources.set(id, sources)
  })
}

const idOf = (view: DataView, at: number, length: number) => (length === 4 ? view.getUint32(at) : view.getUint16(at))

const hasRoom = (items: Items) => items.count++ < MAX_ITEMS
