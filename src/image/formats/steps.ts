import { SaveError } from '../../core/errors.ts'
import type { ImageType } from '../../core/types.ts'
import { type Steps, take } from './questions.ts'

/** The words that the formats are written in, loaded with the first of them. */
export { look, type Steps, take } from './questions.ts'

/** Bytes further on that must be there. */
export function* need(at: number, length: number): Steps<DataView> {
  const bytes = yield* take(at, length)
  return bytes.length < length ? truncated(`byte ${at + bytes.length} is missing`) : viewOf(bytes)
}

/** Whether these bytes occur at or after a place. */
export function* find(bytes: readonly number[], from: number): Steps<boolean> {
  return (yield { find: bytes, from }) as boolean
}

/** The number of bytes in all. A stream knows it at its end, so this is a format's last question. */
export function* sizeInAll(): Steps<number> {
  return (yield 'size') as number
}

/** Tells the measures as soon as they are known. */
export function* dimensions(type: ImageType, width: number, height: number): Steps {
  if (!(width > 0 && height > 0)) refuse(`is ${width} × ${height} pixels: nothing to see. Pass another image.`)
  yield { info: { type, width, height } }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Ends the recognition. The sentence goes on after the image's name. */
export function refuse(sentence: string): never {
  throw new SaveError('not-an-image', sentence)
}

export function truncated(how: string): never {
  refuse(`is cut short: ${how}. Get the whole file and save that.`)
}

export function corrupt(how: string): never {
  refuse(`is damaged: ${how}. Get a sound copy and save that.`)
}
