import type { ImageType } from '../../core/types.ts'
import { corrupt, type Parser } from './parser.ts'

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
