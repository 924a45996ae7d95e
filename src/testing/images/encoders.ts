import { ascii, big, bitPacker, crc32, exif, join, little } from './bytes.ts'

export interface ImageOptions {
  /**
   * In pixels.
   * @default 64
   */
  readonly width?: number
  /**
   * In pixels.
   * @default 48
   */
  readonly height?: number
  /**
   * EXIF orientation, 1 to 8. Only for JPEG, PNG, WebP and TIFF.
   * @default 1
   */
  readonly orientation?: number
  /**
   * More than one makes an animation. Only for GIF, PNG and WebP.
   * @default 1
   */
  readonly frames?: number
}

/** Grey. Each block of 8 × 8 pixels is "no change" and "end of block", one bit each. */
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

/** One bit per pixel, all zero, with a palette of one colour. Several frames make an APNG. */
export function png({ width, height, orientation, frames }: Required<ImageOptions>): Uint8Array {
  const pixels = deflatedZeros((1 + Math.ceil(width / 8)) * height)
  const control = (sequence: number) =>
    pngChunk('fcTL', [...big(4, sequence, width, height, 0, 0), ...big(2, 1, 10), 0, 0])
  const more = Array.from({ length: frames - 1 }, (_, index) => [
    control(2 * index + 1),
    pngChunk('fdAT', [...big(4, 2 * index + 2), ...pixels]),
  ])
  return join(
    [0x89, ...ascii('PNG\r\n\x1a\n')],
    pngChunk('IHDR', [...big(4, width, height), 1, 3, 0, 0, 0]),
    pngChunk('PLTE', [0x16, 0x77, 0xff]),
    ...(orientation > 1 ? [pngChunk('eXIf', exif(orientation))] : []),
    ...(frames > 1 ? [pngChunk('acTL', big(4, frames, 0)), control(0)] : []),
    pngChunk('IDAT', pixels),
    ...more.flat(),
    pngChunk('IEND', []),
  )
}

function pngChunk(type: string, content: ArrayLike<number>): Uint8Array {
  const body = join(ascii(type), content)
  return join(big(4, content.length), body, big(4, crc32(body)))
}

/** `count` zeros in zlib's format: a zero, then copies of it, 258 at a time (RFC 1951, 3.2.6). */
function deflatedZeros(count: number): Uint8Array {
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

/** One colour. Several frames make an animation that loops. */
export function gif({ width, height, frames }: Required<ImageOptions>): Uint8Array {
  const control = [0x21, 0xf9, 4, 0, ...little(2, 10), 0, 0]
  const picture = [0x2c, ...little(2, 0, 0, width, height), 0, 2, ...blocks(lzwZeros(width * height))]
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

/** `count` zeros in GIF's LZW: each code stands for one more zero than the code before, until the table is full. */
function lzwZeros(count: number): number[] {
  const bits = bitPacker()
  let width = 3
  let codes = 0
  bits.put(CLEAR, width)
  for (let left = count; left > 0; ) {
    const run = Math.min(codes + 1, left)
    bits.put(run === 1 ? 0 : CLEAR + run, width)
    left -= run
    codes++
    // The length of the next code depends on the size of the decoder's table.
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

/** Lossless and of one colour, so that a pixel takes no bits at all. */
export function webp({ width, height, orientation, frames }: Required<ImageOptions>): Uint8Array {
  const picture = riffChunk('VP8L', webpPixels(width, height))
  const size = little(3, width - 1, height - 1)
  const frame = riffChunk('ANMF', [...little(3, 0, 0), ...size, ...little(3, 100), 0, ...picture])
  const flags = (frames > 1 ? 0x02 : 0) | (orientation > 1 ? 0x08 : 0)
  const body = join(
    flags ? riffChunk('VP8X', [flags, 0, 0, 0, ...size]) : [],
    frames > 1 ? riffChunk('ANIM', [0, 0, 0, 0, 0, 0]) : [],
    ...(frames > 1 ? new Array<Uint8Array>(frames).fill(frame) : [picture]),
    orientation > 1 ? riffChunk('EXIF', exif(orientation)) : [],
  )
  return join(ascii('RIFF'), little(4, body.length + 4), ascii('WEBP'), body)
}

function webpPixels(width: number, height: number): number[] {
  const bits = bitPacker()
  bits.put(0x2f, 8)
  bits.put(width - 1, 14)
  bits.put(height - 1, 14)
  // No alpha, version 0, no transform, no colour cache, one group of codes.
  bits.put(0, 1 + 3 + 1 + 1 + 1)
  // Green, red, blue, alpha, distance: one code of one symbol each.
  for (const symbol of [0x77, 0x16, 0xff, 0xff, 0]) {
    bits.put(0b101, 3)
    bits.put(symbol, 8)
  }
  return bits.bytes()
}

function riffChunk(type: string, content: ArrayLike<number>): Uint8Array {
  return join(ascii(type), little(4, content.length), content, content.length % 2 ? [0] : [])
}

/** One bit per pixel, all zero. */
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

/** One bit per pixel, all zero, packed row by row (PackBits). */
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
