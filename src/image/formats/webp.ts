import { corrupt, dimensions, need, type Steps, sizeInAll, truncated } from './steps.ts'

/** RFC 9649: lossy, lossless, and extended (animation, alpha, EXIF). */
export function* webp(): Steps {
  const view = yield* need(0, 30)
  const kind = view.getUint32(12)
  if (kind === 0x56503858) {
    const u24 = (at: number) => (view.getUint16(at, true) | (view.getUint8(at + 2) << 16)) + 1
    yield* dimensions('webp', u24(24), u24(27))
  } else if (kind === 0x5650384c && view.getUint8(20) === 0x2f) {
    const bits = view.getUint32(21, true)
    yield* dimensions('webp', (bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1)
  } else if (kind === 0x56503820 && view.getUint8(23) === 0x9d) {
    yield* dimensions('webp', view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff)
  } else corrupt('it has no WebP header')
  const end = 8 + view.getUint32(4, true)
  if (20 + view.getUint32(16, true) > end) corrupt('its WebP length is less than its first chunk')
  const size = yield* sizeInAll()
  if (size < end) truncated(`it announces ${end} bytes and has ${size}`)
}
