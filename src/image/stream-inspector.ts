import type { ImageInfo, MaybePromise } from '../core/types.ts'
import { indexOfBytes } from '../util/bytes.ts'
import { imageSteps } from './formats/formats.ts'
import type { PartialInfo, Question } from './formats/questions.ts'

/** So many bytes are kept of the head and of what went by last, so that short steps back can be answered. */
const keptLength = 4096

const nothing: Uint8Array = new Uint8Array(0)

/** What `identifyImage` finds out from a file, found out from its bytes as they go by. */
export interface StreamInspector {
  /** Throws `not-an-image` as soon as that is certain. Answers when it has looked at the bytes; they are never kept. */
  push(bytes: Uint8Array): MaybePromise<void>
  /** To be called after the last bytes. Throws `not-an-image` unless the image was whole. */
  end(): MaybePromise<ImageInfo>
  /** What is known so far. */
  readonly info: PartialInfo | undefined
  /** Up to which byte the next answer takes: how far away the measures are at least. */
  readonly wantedBytes: number
}

export function inspectStream(name?: string): StreamInspector {
  const steps = imageSteps(name)
  let step = steps.next()
  let info: PartialInfo | undefined
  let head: Uint8Array | undefined
  /** Everything so far, until there is enough for a head; after that the last bytes before the present ones. */
  let before = nothing
  /** What of a longer piece came by in earlier chunks. */
  let gathered = nothing
  let position = 0
  let ended = false

  /** Answers what can be answered with these bytes, which come after `start` others. */
  const follow = (bytes: Uint8Array, start: number): MaybePromise<void> => {
    while (!step.done) {
      const question: Question = step.value
      let answer: unknown
      if (question === 'size') {
        if (!ended) return
        answer = position
      } else if ('info' in question) info = question.info
      else if ('load' in question) {
        return question.load().then((part) => {
          step = steps.next(part)
          return follow(bytes, start)
        })
      } else if ('find' in question) {
        answer = occurs(question.find, bytes, question.from - start)
        if (!answer && !ended) return
      } else {
        const piece = pieceOf(question.at, question.length, bytes, start)
        if (piece && piece.length < question.length && !ended) {
          gathered = piece.slice()
          return
        }
        gathered = nothing
        answer = piece
      }
      step = steps.next(answer)
    }
  }

  const occurs = (wanted: readonly number[], bytes: Uint8Array, from: number) => {
    const overlap = wanted.length - 1
    const across = from < 0 ? join(before.subarray(Math.max(from, -overlap)), bytes.subarray(0, overlap)) : nothing
    return indexOfBytes(across, wanted) >= 0 || indexOfBytes(bytes, wanted, Math.max(0, from)) >= 0
  }

  const pieceOf = (at: number, length: number, bytes: Uint8Array, start: number) => {
    if (head && at + length <= head.length) return head.subarray(at, at + length)
    const from = at + gathered.length - start
    if (from + before.length < 0) return undefined
    const earlier = from < 0 ? join(gathered, before.subarray(from, Math.min(from + length, 0) || undefined)) : gathered
    return join(earlier, bytes.subarray(Math.max(0, from), Math.max(0, at + length - start)))
  }

  return {
    push(bytes) {
      const start = position
      position += bytes.length
      if (head) {
        return once(follow(bytes, start), () => {
          before = (bytes.length < keptLength ? join(before, bytes) : bytes).slice(-keptLength)
        })
      }
      before = join(before, bytes)
      if (before.length < keptLength) return undefined
      const first = before
      head = first.slice(0, keptLength)
      before = nothing
      return once(follow(first, 0), () => {
        before = first.slice(-keptLength)
      })
    },
    end() {
      ended = true
      const rest = head ? nothing : before
      if (!head) before = nothing
      head ??= rest
      return once(follow(rest, position - rest.length), () => info as ImageInfo)
    },
    get info() {
      return info
    },
    get wantedBytes() {
      return step.done || step.value === 'size' || !('at' in step.value)
        ? Number.POSITIVE_INFINITY
        : step.value.at + step.value.length
    },
  }
}

/** At once where nothing had to be loaded: most chunks go by so. */
function once<T>(done: MaybePromise<void>, next: () => T): MaybePromise<T> {
  return done ? done.then(next) : next()
}

function join(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other
  if (other.length === 0) return one
  const both = new Uint8Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}
