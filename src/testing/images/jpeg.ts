import { ascii, big, exif, join } from './bytes.ts'
import type { ImageOptions } from './create-image.ts'

/** Grey: each block of 8 by 8 pixels is "no change" and "end of block", a bit each. */
export function jpeg({ width, height, orientation }: Required<ImageOptions>): Uint8Array {
  const bits = Math.ceil(width / 8) * Math.ceil(height / 8) * 2
  const scan = new Uint8Array(Math.ceil(bits / 8))
  if (bits % 8) scan[scan.length - 1] = 0xff >> (bits % 8)
  const table = (kind: number) => segment(0xc4, [kind, 1, ...new Array<number>(15).fill(0), 0])
  return join(
    [0xff, 0xd8],
    segment(0xe0, [...ascii('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...(orientation > 1 ? [segment(0xe1, [...ascii('Exif\0\0'), ...exif(orientation)])] : []),
    segment(0xdb, [0, ...new Array<number>(64).fill(1)]),
    segment(0xc0, [8, ...big(2, height, width), 1, 1, 0x11, 0]),
    table(0x00),
    table(0x10),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    scan,
    [0xff, 0xd9],
  )
}

function segment(marker: number, content: readonly number[]): number[] {
  return [0xff, marker, ...big(2, content.length + 2), ...content]
}
