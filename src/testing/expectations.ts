import type { SaveErrorReason } from '../errors.ts'
import type { ImageType } from '../types.ts'
import type { TestCall } from './calls.ts'
import { kitOf } from './kits.ts'
import { report, show } from './report.ts'
import { sameBytes } from './same-bytes.ts'
import type { TestPhoto } from './test-album.ts'

/** A value, or what decides about one: `expect.anything()` and its like. */
export type Matching<T> = T | { asymmetricMatch(other: unknown): boolean }

/** What a photo in the album should be. What is not said does not matter. */
export interface ExpectedPhoto {
  readonly type?: Matching<ImageType>
  /** In pixels. */
  readonly width?: Matching<number>
  /** In pixels. */
  readonly height?: Matching<number>
  readonly name?: Matching<string | RegExp>
  /** The SHA-256 of its bytes, in hexadecimal. */
  readonly digest?: Matching<string>
  readonly bytes?: Matching<Uint8Array>
  /** How many such photos there should be. One or more unless told otherwise. */
  readonly times?: number
}

/** How a call should have failed. What is not said does not matter. */
export interface ExpectedFailure {
  /** The document's code: 2, 15, 16 or 17 for a save. */
  readonly error?: Matching<number>
  readonly errorMessage?: Matching<string | RegExp>
  readonly reason?: Matching<SaveErrorReason>
  /** Such as `downloadFile`. `saveImageToPhotosAlbum` unless told otherwise. */
  readonly api?: string
  /** How many calls should have failed so. One or more unless told otherwise. */
  readonly times?: number
}

/** Whether an expectation holds; `message` says why not, or with `not`, why it does. */
export interface Verdict {
  readonly pass: boolean
  message(): string
}

/** `part`: what `createTestMy()` made, or its `my`, `album` or `calls`. */
export function saved(part: unknown, expected: ExpectedPhoto = {}): Verdict {
  const kit = kitOf(part)
  const { times, ...wanted } = expected
  const found = kit.album.photos.filter((photo) => matches(photo, wanted)).length
  return verdict(kit, found, times, `${nounOf(times, 'photo', 'in the album')}${described(wanted)}`)
}

/** `expected`: the document's code, or more about the failure. */
export function failed(part: unknown, expected: number | ExpectedFailure = {}): Verdict {
  const kit = kitOf(part)
  const {
    times,
    api = 'saveImageToPhotosAlbum',
    ...wanted
  } = typeof expected === 'number' ? { error: expected } : expected
  const failures = kit.calls.filter((call) => call.api === api && call.outcome === 'fail').map(failureOf)
  const found = failures.filter((failure) => matches(failure, wanted)).length
  return verdict(kit, found, times, `${nounOf(times, 'call', `of my.${api} that failed`)}${described(wanted)}`)
}

function verdict(kit: Parameters<typeof report>[0], found: number, times: number | undefined, wanted: string): Verdict {
  const pass = times === undefined ? found > 0 : found === times
  return {
    pass,
    message: () =>
      `Expected ${pass ? 'not ' : ''}${wanted}, and there ${found === 1 ? 'is' : 'are'} ${found}.\n\n${report(kit)}`,
  }
}

function nounOf(times: number | undefined, noun: string, where: string): string {
  const count = times === undefined ? 'one or more ' : `exactly ${times} `
  return `${count}${noun}${times === 1 ? '' : 's'} ${where}`
}

function described(wanted: object): string {
  return Object.keys(wanted).length > 0 ? ` with ${show(wanted)}` : ''
}

function failureOf({ result, error }: TestCall): object {
  return { ...result, reason: error && 'reason' in error ? error.reason : undefined }
}

function matches(actual: TestPhoto | object, wanted: object): boolean {
  return Object.entries(wanted).every(([name, value]) => value === undefined || equal(Reflect.get(actual, name), value))
}

function equal(actual: unknown, wanted: unknown): boolean {
  if (wanted instanceof RegExp) return String(actual).search(wanted) >= 0
  if (ArrayBuffer.isView(actual) && ArrayBuffer.isView(wanted)) return sameBytes(actual, wanted)
  if (typeof wanted === 'object' && wanted !== null && 'asymmetricMatch' in wanted) {
    return (wanted as { asymmetricMatch(other: unknown): boolean }).asymmetricMatch(actual)
  }
  return Object.is(actual, wanted)
}
