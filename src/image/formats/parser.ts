import type { Advice, CorruptProblem, OtherFormat, SaveErrorDetails } from '../../core/error-details.ts'
import type { ImageInfo, ImageType } from '../../core/types.ts'

/**
 * What a parser asks for. A parser is a generator of such questions, so that each format is written once for files and
 * for streams: `identifyImage` answers from any place of a file, `inspectStream` from the bytes that pass.
 */
export type Question =
  | { readonly at: number; readonly length: number }
  | { readonly find: readonly number[]; readonly from: number }
  | { readonly info: PartialInfo }
  | { readonly wait: () => Promise<unknown> }
  | 'size'

/** What is known so far. The dimensions are absent while a file may still define them further on. */
export type PartialInfo = Pick<ImageInfo, 'type'> & Partial<ImageInfo>

// A generator has one type for all answers; each helper below returns the type of its own question.
export type Parser<Result = void> = Generator<Question, Result, unknown>

/** The bytes at a position: fewer at the end of the file, `undefined` if the position is too far back (see `withLimits`). */
export function* look(at: number, length: number): Parser<Uint8Array | undefined> {
  return (yield { at, length }) as Uint8Array | undefined
}

/** Bytes further on: fewer at the end of the file. */
export function* take(at: number, length: number): Parser<Uint8Array> {
  return (yield* look(at, length)) ?? new Uint8Array(0)
}

/** Bytes further on that must exist. */
export function* need(at: number, length: number): Parser<DataView> {
  const bytes = yield* take(at, length)
  return bytes.length < length ? yield* truncated(at + length) : viewOf(bytes)
}

const BLOCK_LENGTH = 4096

/** The bytes from a position to the end of its block, for formats that are walked through from start to end. */
export function* takeBlock(at: number): Parser<Uint8Array> {
  const rest = BLOCK_LENGTH - (at % BLOCK_LENGTH)
  return yield* take(at, rest < 64 ? rest + BLOCK_LENGTH : rest)
}

/** Whether a byte sequence occurs at or after a position. */
export function* find(sequence: readonly number[], from: number): Parser<boolean> {
  return (yield { find: sequence, from }) as boolean
}

/** The size of the file. A stream knows it at its end, so this is the last question of a parser. */
export function* totalSize(): Parser<number> {
  return (yield 'size') as number
}

/** Publishes the dimensions as soon as they are known. */
export function* dimensions(type: ImageType, width: number, height: number): Parser {
  if (!(width > 0 && height > 0)) {
    throw new Refusal(`is ${width} × ${height} pixels: there is nothing to see. Pass another image.`, {
      code: 'image-without-pixels',
      width,
      height,
    })
  }
  yield { info: { type, width, height } }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

export function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}

/**
 * The index of a byte sequence at or after `from`; -1 if it does not occur. The built-in search skips ahead to the first
 * byte; after each match the next bytes are compared one by one, so that many false matches do not slow it down.
 */
export function indexOfBytes(bytes: Uint8Array, sequence: readonly number[], from = 0): number {
  const [first = 0] = sequence
  const end = bytes.length - sequence.length + 1
  for (let at = from; ; ) {
    at = bytes.indexOf(first, at)
    if (at < 0) return -1
    for (const stop = Math.min(at + 64, end); at < stop; at++) {
      let matched = 0
      while (matched < sequence.length && bytes[at + matched] === sequence[matched]) matched++
      if (matched === sequence.length) return at
    }
    if (at >= end) return -1
  }
}

export function concatBytes(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

export function toHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += (byte + 0x100).toString(16).slice(1)
  return hex
}

/** Why the bytes are not a complete image. `parseImage` adds the name of the image and of its format. */
export class Refusal extends Error {
  readonly details: RefusalDetails

  /** @param sentence what follows the name of the image; `%s` stands for the format */
  constructor(sentence: string, details: RefusalDetails) {
    super(sentence)
    this.details = details
  }
}

type WithoutNames<Details> = Details extends unknown ? Omit<Details, 'image' | 'format'> : never
export type RefusalDetails = WithoutNames<SaveErrorDetails>

/** @param expectedBytes how many bytes the file needs at least, if known */
export function* truncated(expectedBytes?: number): Parser<never> {
  const bytes = yield* totalSize()
  const need = expectedBytes === undefined ? 'and no end' : `but needs ${expectedBytes}`
  throw new Refusal(`is a truncated %s: it has ${bytes} bytes ${need}. Get the complete file.`, {
    code: 'image-truncated',
    bytes,
    expectedBytes,
  })
}

export function corrupt(problem: CorruptProblem, offset?: number): never {
  const where = offset === undefined ? '' : ` at byte ${offset}`
  throw new Refusal(`is a corrupt %s: ${problem}${where}. Get an intact copy.`, {
    code: 'image-corrupt',
    problem,
    offset,
  })
}

export function otherFormat(found: OtherFormat, advice: Advice): never {
  throw new Refusal(`is ${found}. ${advice}`, { code: 'not-an-image', found, advice })
}

/** How far back a stream can look. Its first bytes are kept as well. */
export const HEAD_LENGTH = 4096
const HISTORY_LENGTH = 4096
/** TIFF files refer back and forth; most writers stay within this distance. */
const TIFF_HISTORY_LENGTH = 4 << 20

export const historyLength = (type: ImageType | undefined) => (type === 'tiff' ? TIFF_HISTORY_LENGTH : HISTORY_LENGTH)

/** The work that a parser may do: so many bytes for a file of any size, and so many for each byte of the file. */
const BASE_WORK = 1 << 18
const WORK_PER_BYTE = 4
/** What a question costs besides the bytes of its answer. */
const QUESTION_WORK = 64
/** How much work is done before the event loop gets its turn. */
const WORK_PER_TURN = 1 << 20

// Taken here, so that a test's fake clock does not stop it.
const { setTimeout } = globalThis

export const nextTurn = () => new Promise<void>((resolve) => setTimeout(resolve))

/**
 * Runs a parser within limits that depend only on the bytes, so that a file and a stream get the same verdict:
 * a position too far behind the furthest one that was read is not answered, and the work is linear in the size of the
 * file, however often its structures refer to the same bytes.
 */
export function* withLimits(parser: Parser, type: ImageType, signal: AbortSignal | undefined): Parser {
  const history = historyLength(type)
  let furthest = 0
  let work = 0
  let turnAt = WORK_PER_TURN
  let step = parser.next()
  while (!step.done) {
    const question = step.value
    let answer: unknown
    if (question === 'size' || !('at' in question)) answer = yield question
    else {
      const { at, length } = question
      if (at >= furthest - history || at + length <= HEAD_LENGTH) {
        const bytes = (yield question) as Uint8Array
        answer = bytes
        furthest = Math.max(furthest, at + bytes.length)
        work += bytes.length
      }
      work += QUESTION_WORK
      if (work > BASE_WORK + WORK_PER_BYTE * furthest) corrupt('its parts refer to the same bytes again and again')
      if (work > turnAt) {
        turnAt = work + WORK_PER_TURN
        yield { wait: nextTurn }
        signal?.throwIfAborted()
      }
    }
    step = parser.next(answer)
  }
}
