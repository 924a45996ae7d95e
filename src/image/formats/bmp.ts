import { corrupt, dimensions, need, type Parser, totalSize, truncated } from './parser.ts'

/** Windows and OS/2 bitmaps. */
export function* bmp(): Parser {
  const view = yield* need(0, 26)
  const u32 = (from: DataView, at: number) => from.getUint32(at, true)
  const headerSize = u32(view, 14)
  let end = u32(view, 10)
  if (headerSize < 16) {
    const [width, height] = [view.getUint16(18, true), view.getUint16(20, true)]
    yield* dimensions('bmp', width, height)
    end += rowLength(width, view.getUint16(24, true)) * height
  } else {
    const header = yield* need(14, Math.min(headerSize, 124))
    const width = header.getInt32(4, true)
    const height = Math.abs(header.getInt32(8, true)) // negative: its rows run from top to bottom
    yield* dimensions('bmp', width, height)
    const field = (at: number) => (at + 4 <= header.byteLength ? u32(header, at) : 0)
    // Compression 0, 3 and 6 store plain rows, but 3 is a Huffman code in the header of OS/2, which alone has 64 bytes.
    // The file size in the header is often wrong, and decoders ignore it.
    const isPlain = (headerSize === 64 ? [0] : [0, 3, 6]).includes(field(16))
    end = isPlain
      ? end + rowLength(width, header.getUint16(14, true)) * height
      : Math.max(end + field(20), u32(view, 2))
    if (headerSize >= 124) end = Math.max(end, field(112) + 14 + field(116)) // the colour profile
  }
  if (u32(view, 10) < 14 + headerSize) corrupt('its pixels start inside its header')
  if ((yield* totalSize()) < end) yield* truncated(end)
}

/** Rows are padded to four bytes. */
function rowLength(width: number, bitsPerPixel: number): number {
  return Math.ceil((width * bitsPerPixel) / 32) * 4
}
