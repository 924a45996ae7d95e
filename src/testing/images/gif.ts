import { ascii, bitPacker, join, little } from './bytes.ts'
import type { ImageOptions } from './create-image.ts'

/** One colour; with several frames, an animation that loops. */
export function gif({ width, height, frames }: Required<ImageOptions>): Uint8Array {
  const control = [0x21, 0xf9, 4, 0, ...little(2, 10), 0, 0]
  const picture = [0x2c, ...little(2, 0, 0, width, height), 0, 2, ...blocks(zeros(width * height))]
  const loop = frames > 1 ? [0x21, 0xff, 11, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0] : []
  return join(
    ascii('GIF89a'),
    little(2, width, height),
    [0x80, 0, 0, 0x16, 0x77, 0xff, 0, 0, 0],
    loop,
    ...Array.from({ length: frames }, () => [...control, ...picture]),
    [0x3b],
  )
}

const CLEAR = 4
const END = 5

/** So many zeros in GIF's LZW: each code stands for one zero more than the one before, until the table is full. */
function zeros(count: number): number[] {
  const bits = bitPacker()
  let width = 3
  let codes = 0
  bits.put(CLEAR, width)
  for (let left = count; left > 0; ) {
    const run = Math.min(codes + 1, left)
    bits.put(run === 1 ? 0 : CLEAR + run, width)
    left -= run
    codes++
    // What a reader has in its table by now decides on the length of the next code.
    if (CLEAR + 1 + codes === 1 << width) width++
    if (width > 12) {
      bits.put(CLEAR, 12)
      width = 3
      codes = 0
    }
  }
  bits.put(END, width)
  return bits.bytes()
}

function blocks(bytes: readonly number[]): number[] {
  const parts: number[] = []
  for (let at = 0; at < bytes.length; at += 255) {
    const part = bytes.slice(at, at + 255)
    parts.push(part.length, ...part)
  }
  return [...parts, 0]
}
