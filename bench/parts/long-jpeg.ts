import { tinyImage } from '../../src/testing/images/tiny-images.ts'

const block = Buffer.alloc(1 << 18, 0x55)

/** A JPEG of any length, in chunks: real head, image data that goes on and on, real end. */
export function* longJpeg(size: number): Generator<Uint8Array, void, undefined> {
  const tiny = tinyImage('jpeg')
  yield tiny.subarray(0, -2)
  for (let left = size - tiny.length; left > 0; left -= block.length) yield block.subarray(0, left)
  yield tiny.subarray(-2)
}
