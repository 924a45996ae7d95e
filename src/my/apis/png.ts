/** Encodes a square picture of two colours, white and `dark`, as the `data:` URL of a PNG (PNG specification, 11). */
export async function encodePng(
  size: number,
  isDark: (x: number, y: number) => boolean,
  dark: readonly [red: number, green: number, blue: number],
): Promise<string> {
  const rowBytes = Math.ceil(size / 8) + 1
  const rows = new Uint8Array(rowBytes * size)
  for (let y = 0; y < size; y++) {
    // Each row starts with the number of its filter: none.
    for (let x = 0; x < size; x++) if (isDark(x, y)) rows[y * rowBytes + 1 + (x >> 3)]! |= 0x80 >> (x & 7)
  }
  const compressed = await new Response(
    new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate')),
  ).arrayBuffer()
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, size)
  view.setUint32(4, size)
  // One bit for each pixel, which is an index into the palette.
  header[8] = 1
  header[9] = 3
  const bytes = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('PLTE', Uint8Array.of(255, 255, 255, ...dark)),
    chunk('IDAT', new Uint8Array(compressed)),
    chunk('IEND', new Uint8Array()),
  ]
  let text = ''
  for (const part of bytes) for (const byte of part) text += String.fromCharCode(byte)
  return `data:image/png;base64,${btoa(text)}`
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 12)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, data.length)
  for (let at = 0; at < 4; at++) bytes[4 + at] = type.charCodeAt(at)
  bytes.set(data, 8)
  view.setUint32(data.length + 8, crc32(bytes.subarray(4, data.length + 8)))
  return bytes
}

/** The checksum of a chunk (PNG specification, annex D). */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
