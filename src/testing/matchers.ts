import type { SaveErrorReason } from '../core/errors.ts'
import type { ImageType } from '../core/types.ts'
import { APIS } from '../my/apis/index.ts'
import type { TestPhoto } from './album.ts'
import { show, type TestCall } from './calls.ts'
import { sameBytes } from './conformance.ts'
import { internalsOf, kitOf, type TestMy } from './create-test-my.ts'

/** The matchers that `expect.extend(matchers)` adds. Each takes a `TestMy`, or its `my`, `album` or `calls`. */
export interface PhotoMatchers<Returned = void> {
  /** The album has a matching photo. */
  toHaveSaved(expected?: ExpectedPhoto): Returned
  /** A call of `my.saveImageToPhotosAlbum` failed with this code, or matches this description. */
  toHaveFailedWith(expected?: number | ExpectedFailure): Returned
}

export const matchers = {
  toHaveSaved: (part: unknown, expected?: ExpectedPhoto): Verdict => saved(part, expected),
  toHaveFailedWith: (part: unknown, expected?: number | ExpectedFailure): Verdict => failed(part, expected),
}

/** `toHaveSaved` as a function, for other runners. */
export function assertSaved(part: unknown, expected?: ExpectedPhoto): void {
  assert(saved(part, expected))
}

/** `toHaveFailedWith` as a function, for other runners. */
export function assertFailedWith(part: unknown, expected?: number | ExpectedFailure): void {
  assert(failed(part, expected))
}

function assert({ pass, message }: Verdict): void {
  if (!pass) throw Object.assign(new Error(message()), { name: 'AssertionError' })
}

/** A value, or an asymmetric matcher such as `expect.anything()`. */
export type Matching<T> = T | { asymmetricMatch(other: unknown): boolean }

/** The expected properties of a photo. Omitted ones are not checked. */
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
  /**
   * The number of matching photos.
   * @default at least one
   */
  readonly times?: number
}

/** The expected properties of a failed call. Omitted ones are not checked. */
export interface ExpectedFailure {
  /** The error code: 2, 15, 16 or 17 for a save. */
  readonly error?: Matching<number>
  readonly errorMessage?: Matching<string | RegExp>
  readonly reason?: Matching<SaveErrorReason>
  /** @default 'saveImageToPhotosAlbum' */
  readonly api?: string
  /**
   * The number of matching calls.
   * @default at least one
   */
  readonly times?: number
}

/** The result of an expectation. `message` explains the failure, including that of a negated one. */
export interface Verdict {
  readonly pass: boolean
  message(): string
}

/** `part` is a `TestMy`, or its `my`, `album` or `calls`. */
function saved(part: unknown, expected: ExpectedPhoto = {}): Verdict {
  const kit = checkedKit(part)
  checkExpected('toHaveSaved', expected, PHOTO_FIELDS)
  const { times, ...wanted } = expected
  const found = kit.album.photos.filter((photo) => matches(photo, wanted)).length
  return verdict(kit, found, times, 'photo', `in the album${described(wanted)}`)
}

function failed(part: unknown, expected: number | ExpectedFailure = {}): Verdict {
  const kit = checkedKit(part)
  const { api = 'saveImageToPhotosAlbum', times, ...wanted } = named(expected)
  if (!isApi(api)) throw new TypeError(`toHaveFailedWith: my has no API "${api}".`)
  const failures = kit.calls.filter((call) => call.api === api && call.outcome === 'fail').map(failureOf)
  const found = failures.filter((failure) => matches(failure, wanted)).length
  return verdict(kit, found, times, 'call', `of my.${api} that failed${described(wanted)}`)
}

const PHOTO_FIELDS = ['type', 'width', 'height', 'name', 'digest', 'bytes', 'times']
const FAILURE_FIELDS = ['error', 'errorMessage', 'reason', 'api', 'times']

function checkedKit(part: unknown): TestMy {
  const kit = kitOf(part)
  internalsOf(kit).check()
  return kit
}

function named(expected: number | ExpectedFailure): ExpectedFailure {
  if (typeof expected === 'number') return { error: expected }
  checkExpected('toHaveFailedWith', expected, FAILURE_FIELDS)
  return expected
}

/** A misspelt property would match anything, so that the test could never fail. */
function checkExpected(matcher: string, expected: unknown, fields: readonly string[]): void {
  const wrong = (what: string): TypeError => new TypeError(`${matcher} does not accept ${what}.`)
  const code = matcher === 'toHaveFailedWith' ? 'a code such as 15, or ' : ''
  const isObject = typeof expected === 'object' && expected !== null && !Array.isArray(expected)
  if (!isObject || 'asymmetricMatch' in expected) {
    throw wrong(`${show(expected)}: pass ${code}an object with any of ${fields.join(', ')}`)
  }
  for (const [name, value] of Object.entries(expected)) {
    if (!fields.includes(name)) throw wrong(`the property ${name}: use ${fields.join(', ')}`)
    if (value === undefined) throw wrong(`undefined for ${name}: leave it out to skip the check`)
    if (name === 'times' && !(Number.isInteger(value) && value >= 0)) {
      throw wrong(`${show(value)} for times: pass a whole number from 0`)
    }
  }
}

function isApi(api: string): boolean {
  return Object.hasOwn(APIS, api) || /^(DownloadTask|FileSystemManager)\./.test(api)
}

function verdict(kit: TestMy, found: number, times: number | undefined, noun: string, where: string): Verdict {
  const pass = times === undefined ? found > 0 : found === times
  const count = (number: number) => `${number} ${noun}${number === 1 ? '' : 's'}`
  const expected =
    times === undefined
      ? `${pass ? 'no' : 'one or more'} ${noun}s`
      : `${pass ? 'more or fewer than' : 'exactly'} ${count(times)}`
  const there = `there ${found === 1 ? 'is' : 'are'} ${found}`
  return { pass, message: () => `Expected ${expected} ${where}, and ${there}.\n\n${report(kit)}` }
}

function described(wanted: object): string {
  return Object.keys(wanted).length > 0 ? ` with ${show(wanted)}` : ''
}

function failureOf({ result, error }: TestCall): object {
  return { ...result, reason: error && 'reason' in error ? error.reason : undefined }
}

function matches(actual: TestPhoto | object, wanted: object): boolean {
  return Object.entries(wanted).every(([name, value]) => equal(Reflect.get(actual, name), value))
}

function equal(actual: unknown, wanted: unknown): boolean {
  if (wanted instanceof RegExp) return String(actual).search(wanted) >= 0
  if (ArrayBuffer.isView(actual) && ArrayBuffer.isView(wanted)) return sameBytes(actual, wanted)
  if (typeof wanted === 'object' && wanted !== null && 'asymmetricMatch' in wanted) {
    return (wanted as { asymmetricMatch(other: unknown): boolean }).asymmetricMatch(actual)
  }
  return Object.is(actual, wanted)
}

/** The maximum number of lines in a list, so that the important ones stay visible. */
const MAX_LINES = 20

/** Lists the album and the calls, for the message of a failed expectation. */
function report({ album, calls, missing }: TestMy): string {
  const parts = [
    list('The album', album.photos.map(photoLine), 'The album is empty.'),
    list('The calls', calls.map(callLine), 'Nothing was called.'),
  ]
  if (missing.length > 0)
    parts.push(`Missing APIs that were looked up: ${missing.map((name) => `my.${name}`).join(', ')}.`)
  return parts.join('\n')
}

function list(title: string, lines: readonly string[], none: string): string {
  if (lines.length === 0) return none
  const left = lines.length - MAX_LINES
  const earlier = left > 0 ? [`… ${left} earlier`] : []
  const numbered = lines.map((line, index) => `${index + 1}. ${line}`).slice(-MAX_LINES)
  return [`${title}:`, ...earlier, ...numbered].join('\n  ')
}

function photoLine({ name, type, width, height, bytes }: TestPhoto): string {
  return `${name} (${type}, ${width}×${height}, ${bytes.length} bytes)`
}

function callLine({ api, options, outcome, result, error, callbacks }: TestCall): string {
  const call = `my.${api}(${show(options)})`
  const called = callbacks.length > 0 ? ` — called ${callbacks.join(', ')}` : ''
  if (outcome === 'pending') return `${call} → still pending: await it, or await settled()`
  if (outcome === 'success') return `${call} → ${show(result)}${called}`
  const { error: code, errorMessage } = result as { error: number; errorMessage: string }
  const reason = error && 'reason' in error ? ` (${error.reason})` : ''
  return `${call} → ${code}${reason}: ${errorMessage}${called}`
}
