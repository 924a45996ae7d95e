import { corrupt, dimensions, need, type Steps, sizeInAll, truncated } from './steps.ts'

/** Windows and OS/2 bitmaps. */
export function* bmp(): Steps {
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
    // 0 and 3 store plain rows, 6 too with alpha. The file size that a bitmap claims is often wrong, and no viewer looks at it.
    const plain = [0, 3, 6].includes(field(16))
    end = plain ? end + rowLength(width, header.getUint16(14, true)) * height : Math.max(end + field(20), u32(view, 2))
    if (headerSize >= 124) end = Math.max(end, field(112) + 14 + field(116)) // the colour profile
  }
  if (u32(view, 10) < 14 + headerSize) corrupt('its BMP pixels start inside its header')
  const size = yield* sizeInAll()
  if (size < end) truncated(`its pixels need ${end} bytes and it has ${size}`)
}

/** Rows are padded to four bytes. */
function rowLength(width: number, bitsPerPixel: number): number {
  return Math.ceil((width * bitsPerPixel) / 32) * 4
}
