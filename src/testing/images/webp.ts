import { ascii, bitPacker, exif, join, little } from './bytes.ts'
import type { ImageOptions } from './create-image.ts'

/** Lossless and of one colour, which takes no bits at all for a pixel. */
export function webp({ width, height, orientation, frames }: Required<ImageOptions>): Uint8Array {
  const picture = chunk('VP8L', pixels(width, height))
  const size = little(3, width - 1, height - 1)
  const frame = chunk('ANMF', [...little(3, 0, 0), ...size, ...little(3, 100), 0, ...picture])
  const flags = (frames > 1 ? 0x02 : 0) | (orientation > 1 ? 0x08 : 0)
  const body = join(
    flags ? chunk('VP8X', [flags, 0, 0, 0, ...size]) : [],
    frames > 1 ? chunk('ANIM', [0, 0, 0, 0, 0, 0]) : [],
    ...(frames > 1 ? new Array<Uint8Array>(frames).fill(frame) : [picture]),
    orientation > 1 ? chunk('EXIF', exif(orientation)) : [],
  )
  return join(ascii('RIFF'), little(4, body.length + 4), ascii('WEBP'), body)
}

function pixels(width: number, height: number): number[] {
  const bits = bitPacker()
  bits.put(0x2f, 8)
  bits.put(width - 1, 14)
  bits.put(height - 1, 14)
  // No alpha, version 0, no transform, no colour cache, one group of codes.
  bits.put(0, 1 + 3 + 1 + 1 + 1)
  // Green, red, blue, alpha, distance: a code of one symbol each.
  for (const symbol of [0x77, 0x16, 0xff, 0xff, 0]) {
    bits.put(0b101, 3)
    bits.put(symbol, 8)
  }
  return bits.bytes()
}

function chunk(type: string, content: ArrayLike<number>): Uint8Array {
  return join(ascii(type), little(4, content.length), content, content.length % 2 ? [0] : [])
}
