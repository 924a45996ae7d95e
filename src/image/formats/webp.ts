import { corrupt, dimensions, type Parser, take, takeBlock, totalSize, truncated, viewOf } from './parser.ts'

const EXTENDED = 0x56503858
const LOSSLESS = 0x5650384c
const LOSSY = 0x56503820
const FRAME = 0x414e4d46

/** RFC 9649: lossy, lossless, and extended (animation, alpha, EXIF). */
export function* webp(): Parser {
  // A lossless image of one colour can have fewer than 30 bytes in all.
  const bytes = yield* take(0, 30)
  if (bytes.length < 25) return yield* truncated()
  const view = viewOf(bytes)
  const kind = view.getUint32(12)
  const end = 8 + view.getUint32(4, true)
  if (kind === LOSSLESS && view.getUint8(20) === 0x2f) {
    const bits = view.getUint32(21, true)
    yield* dimensions('webp', (bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
  } else if (bytes.length < 30) return yield* truncated(Math.max(end, 30))
  else if (kind === EXTENDED) {
    const uint24 = (at: number) => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1
    yield* dimensions('webp', uint24(24), uint24(27))
  } else if (kind === LOSSY && view.getUint8(23) === 0x9d) {
    yield* dimensions('webp', view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
  } else corrupt('its header is not valid')
  if (20 + view.getUint32(16, true) > end) corrupt('a part has an impossible length', 12)
  const hasPicture = kind !== EXTENDED || (yield* containsPicture(end))
  if ((yield* totalSize()) < end) yield* truncated(end)
  if (!hasPicture) corrupt('it contains no picture')
}

/** An extended file announces its picture in its first chunk; the picture itself is in a later one. */
function* containsPicture(end: number): Parser<boolean> {
  for (let at = 12; at < end; ) {
    const bytes = yield* takeBlock(at)
    if (bytes.length < 8) return false
    const view = viewOf(bytes)
    let index = 0
    while (index + 8 <= bytes.length && at + index < end) {
      const length = view.getUint32(index + 4, true)
      if ([LOSSY, LOSSLESS, FRAME].includes(view.getUint32(index)) && length > 0) return true
      index += 8 + length + (length % 2)
    }
    at += index
  }
  return false
}
