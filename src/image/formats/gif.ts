import { corrupt, dimensions, need, type Parser, takeBlock, truncated, viewOf } from './parser.ts'

const IMAGE = 0x2c
const EXTENSION = 0x21
const TRAILER = 0x3b

const tableLength = (flags: number) => (flags & 0x80 ? 3 << ((flags & 7) + 1) : 0)

/**
 * GIF87a and GIF89a, block by block. The end is the trailer, or the end of the file after a complete frame: decoders
 * show such a file, and nothing of its picture is missing. Zero bytes between blocks are ignored, as decoders do.
 */
export function* gif(): Parser {
  const screen = yield* need(6, 7)
  let at = 13 + tableLength(screen.getUint8(4))
  let hasFrame = false
  /** Data follows in sub-blocks of up to 255 bytes, each after its length; a length of 0 ends them. */
  let inSubBlocks = false
  for (;;) {
    const bytes = yield* takeBlock(at)
    if (bytes.length === 0) {
      if (inSubBlocks || !hasFrame) yield* truncated()
      return
    }
    let index = 0
    while (index < bytes.length) {
      const byte = bytes[index] as number
      if (inSubBlocks) {
        index += byte + 1
        inSubBlocks = byte !== 0
      } else if (byte === 0) index++
      else if (byte === EXTENSION) {
        index += 2
        inSubBlocks = true
      } else if (byte === IMAGE) {
        const frame =
          index + 10 <= bytes.length ? viewOf(bytes.subarray(index + 1, index + 10)) : yield* need(at + index + 1, 9)
        // Decoders enlarge a screen that is too small for the first frame.
        if (!hasFrame) {
          yield* dimensions(
            'gif',
            Math.max(screen.getUint16(0, true), frame.getUint16(0, true) + frame.getUint16(4, true)),
            Math.max(screen.getUint16(2, true), frame.getUint16(2, true) + frame.getUint16(6, true)),
          )
        }
        hasFrame = true
        index += 11 + tableLength(frame.getUint8(8))
        inSubBlocks = true
      } else if (byte === TRAILER) {
        if (!hasFrame) corrupt('it contains no picture')
        return
      } else corrupt('there is no GIF block', at + index)
    }
    at += index
  }
}
