import type { ImageType } from '../../core/types.ts'
import { corrupt, dimensions, need, type Steps, sizeInAll, take, truncated } from './steps.ts'

/** Boxes of one file, and bytes of one list in it. Real files have dozens, and some kilobytes. */
const maxBoxes = 65_536
const maxList = 1 << 20

/** Read through as if their content stood beside them, after so many bytes of their own. */
const containers: Record<string, number> = { meta: 4, iprp: 0, ipco: 0, moov: 0, trak: 0 }

/**
 * HEIF (ISO/IEC 23008-12) and AVIF: boxes of ISO/IEC 14496-12, whose lengths must add up to the file's. The measures
 * are those of the primary item, else (a sequence without items) of the first track.
 */
export function* heif(type: ImageType): Steps {
  let at = 0
  let openEnd = false
  let itemsEnd = 0
  let metaEnd = 0
  let propertiesEnd = 0
  let primary = -1
  const properties: (Size | undefined)[] = []
  let associations: DataView | undefined
  let track: Size | undefined
  let known = false

  for (let boxes = 0; ; boxes++) {
    if (metaEnd > 0 && at >= metaEnd) {
      const size = primarySize(properties, associations, primary)
      if (size && !known) yield* dimensions(type, ...size)
      known ||= size !== undefined
      metaEnd = 0
    }
    const head = yield* take(at, 16)
    if (head.length < 8) break
    const { size, start, name } = boxAt(head, at)
    if (boxes > maxBoxes || (size > 0 && size < start - at) || (metaEnd > 0 && (size === 0 || at + size > metaEnd))) {
      corrupt(`the ${name} box at byte ${at} has an impossible length`)
    }
    const end = size === 0 ? Number.POSITIVE_INFINITY : at + size
    if (name === 'meta') metaEnd = end
    if (name === 'ipco') propertiesEnd = end
    if (at < propertiesEnd && name !== 'ipco') properties.push(undefined)

    if (name === 'ispe' && end - start >= 12) {
      const view = yield* need(start, 12)
      properties[Math.max(0, properties.length - 1)] = [view.getUint32(4), view.getUint32(8)]
    } else if (name === 'pitm') {
      const view = yield* need(start, 8)
      primary = view.getUint8(0) ? view.getUint32(4) : view.getUint16(4)
    } else if (name === 'ipma') {
      associations = yield* need(start, Math.min(end - start, maxList))
    } else if (name === 'iloc') {
      itemsEnd = Math.max(itemsEnd, lastItemByte(yield* need(start, Math.min(end - start, maxList))))
    } else if (name === 'tkhd' && end - start >= 84) {
      const view = yield* need(end - 8, 8)
      track ??= [view.getUint32(0) >>> 16, view.getUint32(4) >>> 16]
    }
    const inside = containers[name]
    if (inside !== undefined) at = start + inside
    else if (size === 0) {
      openEnd = true
      break
    } else at = end
  }

  if (!known && track) yield* dimensions(type, ...track)
  else if (!known) corrupt('it has no HEIF picture in it')
  const size = yield* sizeInAll()
  if (size < at || size < itemsEnd) truncated(`its parts need ${Math.max(at, itemsEnd)} bytes and it has ${size}`)
  if (!openEnd && size > at) corrupt(`it goes on after its last box, at byte ${at}`)
}

type Size = [width: number, height: number]

function boxAt(head: Uint8Array, at: number) {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const long = view.getUint32(0) === 1
  if (long && head.length < 16) truncated(`the box at byte ${at} ends early`)
  return {
    size: long ? view.getUint32(8) * 2 ** 32 + view.getUint32(12) : view.getUint32(0),
    start: at + (long ? 16 : 8),
    name: String.fromCharCode(...head.subarray(4, 8)),
  }
}

/** The size that is associated with the primary item; the largest, where a file does not say. */
function primarySize(properties: (Size | undefined)[], associations: DataView | undefined, primary: number) {
  const own = associations && propertiesOf(associations, primary).map((index) => properties[index - 1])
  const sizes = own?.some(Boolean) ? own : properties
  return sizes.reduce(
    (one, other) => (other && (!one || other[0] * other[1] > one[0] * one[1]) ? other : one),
    undefined,
  )
}

/** `ipma`: which properties, counted from 1, belong to an item. */
function propertiesOf(view: DataView, item: number): number[] {
  const wideItem = view.getUint8(0) > 0
  const wideIndex = view.getUint8(3) & 1
  let at = 8
  const length = view.byteLength
  for (let entry = 0; entry < view.getUint32(4) && at + 5 <= length; entry++) {
    const id = wideItem ? view.getUint32(at) : view.getUint16(at)
    at += wideItem ? 4 : 2
    if (at >= length) break
    const end = at + 1 + view.getUint8(at) * (wideIndex ? 2 : 1)
    const found: number[] = []
    for (at++; at < end && at + (wideIndex ? 2 : 1) <= length; at += wideIndex ? 2 : 1) {
      found.push(wideIndex ? view.getUint16(at) & 0x7fff : view.getUint8(at) & 0x7f)
    }
    if (id === item) return found
    at = end
  }
  return []
}

/** `iloc`: where the last item that lies in this file ends. */
function lastItemByte(view: DataView): number {
  const version = view.getUint8(0)
  const lengths = view.getUint16(4)
  let at = 6
  let last = 0
  // A list that was cut off at its limit, or that lies about its own length, ends where its bytes do.
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
    const elsewhere = number(2) !== 0 || method !== 0
    const base = number(baseLength)
    const extents = number(2)
    for (let extent = 0; extent < extents && at < view.byteLength; extent++) {
      number(indexLength)
      const offset = number(offsetLength)
      const end = base + offset + number(lengthLength)
      if (!elsewhere) last = Math.max(last, end)
    }
  }
  return last
}
