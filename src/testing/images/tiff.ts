import { ascii, join, little } from './bytes.ts'
import type { ImageOptions } from './create-image.ts'

/** One bit a pixel, all of them 0, packed row by row (PackBits). */
export function tiff({ width, height, orientation }: Required<ImageOptions>): Uint8Array {
  const row = packedZeros(Math.ceil(width / 8))
  const pixels = join(...new Array<number[]>(height).fill(row))
  const tags = [
    [256, width],
    [257, height],
    [258, 1],
    [259, 32773],
    [262, 1],
    [273, 8],
    [274, orientation],
    [277, 1],
    [278, height],
    [279, pixels.length],
  ] as const
  const padding = pixels.length % 2 ? [0] : []
  return join(
    ascii('II*\0'),
    little(4, 8 + pixels.length + padding.length),
    pixels,
    padding,
    little(2, tags.length),
    ...tags.map(([tag, value]) => [...little(2, tag, 4), ...little(4, 1, value)]),
    little(4, 0),
  )
}

function packedZeros(count: number): number[] {
  const runs: number[] = []
  for (let left = count; left > 0; left -= 128) runs.push((257 - Math.min(left, 128)) & 255, 0)
  return runs
}
