import { ascii, join, little } from './bytes.ts'
import type { ImageOptions } from './create-image.ts'

/** One bit a pixel, all of them 0. */
export function bmp({ width, height }: Required<ImageOptions>): Uint8Array {
  const pixels = new Uint8Array(Math.ceil(width / 32) * 4 * height)
  const start = 14 + 40 + 8
  return join(
    ascii('BM'),
    little(4, start + pixels.length, 0, start),
    little(4, 40, width, height),
    little(2, 1, 1),
    little(4, 0, pixels.length, 2835, 2835, 2, 0),
    [0xff, 0x77, 0x16, 0, 0, 0, 0, 0],
    pixels,
  )
}
