import type { ImageInfo } from '../../core/types.ts'

/**
 * What a format asks of the bytes. Each format is written once, as a generator of such questions; `identifyImage` answers
 * them from a file's head and end, `inspectStream` from a stream as it goes by. Both must give the same answers, so a
 * question that a passing stream could not answer (a step back) is only for checks that may be left out.
 */
export type Question =
  | { readonly at: number; readonly length: number }
  | { readonly find: readonly number[]; readonly from: number }
  | { readonly info: PartialInfo }
  | { readonly load: () => Promise<unknown> }
  | 'size'

/** What is known so far. The measures are absent where a file keeps them further on. */
export type PartialInfo = Pick<ImageInfo, 'type'> & Partial<ImageInfo>

// A generator has one type for all answers; the helpers below give each question its own.
export type Steps<T = void> = Generator<Question, T, unknown>

/** The bytes at a place: fewer where the file ends, absent where a stream has passed them already. */
export function* look(at: number, length: number): Steps<Uint8Array | undefined> {
  return (yield { at, length }) as Uint8Array | undefined
}

/** Bytes further on: fewer where the file ends. */
export function* take(at: number, length: number): Steps<Uint8Array> {
  return (yield* look(at, length)) ?? new Uint8Array(0)
}

/** A part of this package that is loaded when it is needed, so that a page that never needs it never loads it. */
export function* load<T>(part: () => Promise<T>): Steps<T> {
  return (yield { load: part }) as T
}

export function hexOf(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += (byte + 0x100).toString(16).slice(1)
  return hex
}
