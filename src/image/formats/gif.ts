import { corrupt, dimensions, need, type Steps, take, truncated } from './steps.ts'

const image = 0x2c
const extension = 0x21
const trailer = 0x3b

const tableLength = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)

/**
 * GIF87a and GIF89a, block by block to the trailer: a trailer is one byte, which any cut may happen to end with.
 */
export function* gif(): Steps {
  const screen = yield* need(6, 7)
  const width = screen.getUint16(0, true)
  const height = screen.getUint16(2, true)
  if (width && height) yield* dimensions('gif', width, height)
  let at = 13 + tableLength(screen.getUint8(4))
  let frames = 0
  for (;;) {
    const block = (yield* need(at, 1)).getUint8(0)
    if (block === trailer) break
    if (block === image) {
      const frame = yield* need(at + 1, 9)
      // A screen of no size: viewers take the first frame's.
      if (frames++ === 0 && !(width && height)) {
        yield* dimensions('gif', frame.getUint16(4, true), frame.getUint16(6, true))
      }
      at += 11 + tableLength(frame.getUint8(8))
    } else if (block === extension) at += 2
    else corrupt(`there is no GIF block at byte ${at}`)
    at = yield* afterSubBlocks(at)
  }
  if (frames === 0) corrupt('this GIF has no picture in it')
}

/** Data comes in runs of up to 255 bytes, each after its length; a length of 0 ends it. */
function* afterSubBlocks(start: number): Steps<number> {
  for (let at = start; ; ) {
    const bytes = yield* take(at, 4096)
    let index = 0
    while (index < bytes.length) {
      const length = bytes[index] as number
      index += length + 1
      if (length === 0) return at + index
    }
    if (bytes.length === 0) truncated('the trailer of a GIF is missing')
    at += index
  }
}
