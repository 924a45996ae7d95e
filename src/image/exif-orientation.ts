import type { ImageType } from '../core/types.ts'

const ORIENTATION_TAG = 0x0112

/** The EXIF orientation of an image, 1 to 8; 1, upright, where it says none (Exif 2.32, 4.6.4). */
export function exifOrientation(type: ImageType, bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const at = { jpeg: inJpeg, png: inPng, webp: inWebp, tiff: () => 0 }[type as 'jpeg' | 'png']?.(view)
    const value = at === undefined ? 1 : orientationAt(view, at)
    return value >= 1 && value <= 8 ? value : 1
  } catch (thrown) {
    // It pointed out of the file: an image may be shown all the same.
    if (thrown instanceof RangeError) return 1
    throw thrown
  }
}

/** A TIFF header and its first directory. */
function orientationAt(view: DataView, tiff: number): number {
  const little = view.getUint16(tiff) === 0x4949
  const directory = tiff + view.getUint32(tiff + 4, little)
  const entries = view.getUint16(directory, little)
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12
    if (view.getUint16(at, little) === ORIENTATION_TAG) return view.getUint16(at + 8, little)
  }
  return 1
}

/** An APP1 segment that begins with `Exif\0\0`. */
function inJpeg(view: DataView): number | undefined {
  for (let at = 2; view.getUint8(at) === 0xff && view.getUint8(at + 1) !== 0xda; at += 2 + view.getUint16(at + 2)) {
    if (view.getUint8(at + 1) === 0xe1 && text(view, at + 4, 6) === 'Exif\0\0') return at + 10
  }
  return undefined
}

function inPng(view: DataView): number | undefined {
  for (let at = 8; at + 8 <= view.byteLength; at += 12 + view.getUint32(at)) {
    if (text(view, at + 4, 4) === 'eXIf') return at + 8
  }
  return undefined
}

function inWebp(view: DataView): number | undefined {
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const size = view.getUint32(at + 4, true)
    // Some writers put the JPEG prefix there, too.
    if (text(view, at, 4) === 'EXIF') return at + (text(view, at + 8, 6) === 'Exif\0\0' ? 14 : 8)
    at += 8 + size + (size & 1)
  }
  return undefined
}

function text(view: DataView, at: number, length: number): string {
  let found = ''
  for (let index = at; index < at + length; index++) found += String.fromCharCode(view.getUint8(index))
  return found
}
