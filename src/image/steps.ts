import { SaveError } from '../errors.ts'
import type { ImageInfo, ImageType } from '../types.ts'

/**
 * What a format asks of the bytes. Each format is written once, as a generator of such questions; `recognise` answers
 * them from a file's head and end, `watchImage` from a stream as it goes by. Both must give the same answers, so a
 * question that a passing stream could not answer (a step back) is only for checks that may be left out.
 */
export type Ask =
  | { readonly at: number; readonly length: number }
  | { readonly find: readonly number[]; readonly from: number }
  | { readonly seen: Seen }
  | { readonly load: () => Promise<unknown> }
  | 'size'

/** What is known so far. The measures are absent where a file keeps them further on. */
export type Seen = Pick<ImageInfo, 'type'> & Partial<ImageInfo>

// A generator has one type for all answers; the helpers below give each question its own.
export type Steps<T = void> = Generator<Ask, T, unknown>

/** The bytes at a place: fewer where the file ends, absent where a stream has passed them already. */
export function* look(at: number, length: number): Steps<Uint8Array | undefined> {
  return (yield { at, length }) as Uint8Array | undefined
}

/** Bytes further on: fewer where the file ends. */
export function* take(at: number, length: number): Steps<Uint8Array> {
  return (yield* look(at, length)) ?? new Uint8Array(0)
}

/** Bytes further on that must be there. */
export function* need(at: number, length: number): Steps<DataView> {
  const bytes = yield* take(at, length)
  return bytes.length < length ? cutShort(`byte ${at + bytes.length} is missing`) : viewOf(bytes)
}

/** Whether these bytes occur at or after a place. */
export function* find(bytes: readonly number[], from: number): Steps<boolean> {
  return (yield { find: bytes, from }) as boolean
}

/** A part of this package that is loaded when it is needed, so that a page that never needs it never loads it. */
export function* load<T>(part: () => Promise<T>): Steps<T> {
  return (yield { load: part }) as T
}

/** The number of bytes in all. A stream knows it at its end, so this is a format's last question. */
export function* sizeInAll(): Steps<number> {
  return (yield 'size') as number
}

/** Tells the measures as soon as they are known. */
export function* measured(type: ImageType, width: number, height: number): Steps {
  if (!(width > 0 && height > 0)) refuse(`is ${width} × ${height} pixels: nothing to see. Pass another image.`)
  yield { seen: { type, width, height } }
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Ends the recognition. The sentence goes on after the image's name. */
export function refuse(sentence: string): never {
  throw new SaveError('not-an-image', sentence)
}

export function cutShort(how: string): never {
  refuse(`is cut short: ${how}. Get the whole file and save that.`)
}

export function damaged(how: string): never {
  refuse(`is damaged: ${how}. Get a sound copy and save that.`)
}
