import { ascii, big, bitPacker, crc32, exif, join } from './bytes.ts'
import type { ImageOptions } from './create-image.ts'

/** One bit a pixel, all of them 0, of a palette of one colour; with several frames, an APNG. */
export function png({ width, height, orientation, frames }: Required<ImageOptions>): Uint8Array {
  const pixels = zeros((1 + Math.ceil(width / 8)) * height)
  const control = (sequence: number) =>
    chunk('fcTL', [...big(4, sequence, width, height, 0, 0), ...big(2, 1, 10), 0, 0])
  const more = Array.from({ length: frames - 1 }, (_, index) => [
    control(2 * index + 1),
    chunk('fdAT', [...big(4, 2 * index + 2), ...pixels]),
  ])
  return join(
    [0x89, ...ascii('PNG\r\n\x1a\n')],
    chunk('IHDR', [...big(4, width, height), 1, 3, 0, 0, 0]),
    chunk('PLTE', [0x16, 0x77, 0xff]),
    ...(orientation > 1 ? [chunk('eXIf', exif(orientation))] : []),
    ...(frames > 1 ? [chunk('acTL', big(4, frames, 0)), control(0)] : []),
    chunk('IDAT', pixels),
    ...more.flat(),
    chunk('IEND', []),
  )
}

function chunk(type: string, content: ArrayLike<number>): Uint8Array {
  const body = join(ascii(type), content)
  return join(big(4, content.length), body, big(4, crc32(body)))
}

/** So many zeros, in zlib's format: a zero, then copies of it, 258 at a time (RFC 1951, 3.2.6). */
function zeros(count: number): Uint8Array {
  const bits = bitPacker()
  const code = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit--) bits.put(value >> bit, 1)
  }
  const literal = () => code(0b00110000, 8)
  bits.put(1, 1)
  bits.put(1, 2)
  literal()
  for (let left = count - 1; left > 0; ) {
    if (left >= 258) {
      code(0b11000101, 8)
      code(0, 5)
      left -= 258
    } else {
      literal()
      left--
    }
  }
  code(0, 7)
  return join([0x78, 0x01], bits.bytes(), big(2, count % 65521, 1))
}
