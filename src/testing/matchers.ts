import { type ExpectedFailure, type ExpectedPhoto, failed, saved, type Verdict } from './expectations.ts'

/** What `expect.extend(matchers)` adds, in Vitest and Jest. Each takes a `TestMy`, or its `my`, `album` or `calls`. */
export interface PhotoMatchers<Returned = void> {
  /** The album has such a photo. */
  toHaveSaved(expected?: ExpectedPhoto): Returned
  /** A call of `my.saveImageToPhotosAlbum` failed with this code, or in this way. */
  toHaveFailedWith(expected?: number | ExpectedFailure): Returned
}

export const matchers = {
  toHaveSaved: (part: unknown, expected?: ExpectedPhoto): Verdict => saved(part, expected),
  toHaveFailedWith: (part: unknown, expected?: number | ExpectedFailure): Verdict => failed(part, expected),
}

/** `toHaveSaved` for every other runner. */
export function assertSaved(part: unknown, expected?: ExpectedPhoto): void {
  assert(saved(part, expected))
}

/** `toHaveFailedWith` for every other runner. */
export function assertFailedWith(part: unknown, expected?: number | ExpectedFailure): void {
  assert(failed(part, expected))
}

function assert({ pass, message }: Verdict): void {
  if (!pass) throw Object.assign(new Error(message()), { name: 'AssertionError' })
}
