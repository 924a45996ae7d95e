/** Building blocks of the encoders. */

export function join(...pieces: readonly ArrayLike<number>[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0))
  let position = 0
  for (const piece of pieces) {
    all.set(piece, position)
    position += piece.length
  }
  return all
}

/** Little-endian numbers, as in GIF, RIFF, BMP and `II` TIFFs. */
export function little(size: 2 | 3 | 4, ...values: readonly number[]): number[] {
  return values.flatMap((value) => Array.from({ length: size }, (_, index) => (value >>> (8 * index)) & 255))
}

/** Big-endian numbers, as in PNG and JPEG. */
export function big(size: 2 | 4, ...values: readonly number[]): number[] {
  return values.flatMap((value) => little(size, value).reverse())
}

export function ascii(text: string): number[] {
  return Array.from(text, (char) => char.charCodeAt(0))
}

/** The checksum of a PNG chunk (ISO 3309). */
export function crc32(bytes: Uint8Array): number {
  let crc = -1
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

/** Packs codes into bytes from the lowest bit up, as Deflate, GIF and WebP do. */
export function bitPacker(): { put(value: number, count: number): void; bytes(): number[] } {
  const packed: number[] = []
  let pending = 0
  let filled = 0
  return {
    put(value, count) {
      for (let bit = 0; bit < count; bit++) {
        pending |= ((value >>> bit) & 1) << filled
        if (++filled < 8) continue
        packed.push(pending)
        pending = 0
        filled = 0
      }
    },
    bytes: () => (filled > 0 ? [...packed, pending] : packed),
  }
}

/** EXIF data with only an orientation, in TIFF format. */
export function exif(orientation: number): Uint8Array {
  return join(
    ascii('II*\0'),
    little(4, 8),
    little(2, 1, 0x0112, 3),
    little(4, 1),
    little(2, orientation, 0),
    little(4, 0),
  )
}
