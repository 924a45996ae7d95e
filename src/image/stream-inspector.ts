import type { ImageInfo, MaybePromise } from '../core/types.ts'
import { parseImage } from './formats/index.ts'
import type { PartialInfo } from './formats/parser.ts'
import { concatBytes, HEAD_LENGTH, historyLength, indexOfBytes } from './formats/parser.ts'

/** Identifies an image from its bytes as they pass, with the same result as `identifyImage` for a file. */
export interface StreamInspector {
  /** Throws `not-an-image` as soon as that is certain. The memory may be used again when it has returned or resolved. */
  push(bytes: Uint8Array): MaybePromise<void>
  /** To be called after the last bytes. Throws `not-an-image` unless the image was whole. */
  end(): MaybePromise<ImageInfo>
  /** What is known so far. */
  info(): PartialInfo | undefined
  /** How many bytes are needed before more can be known. */
  wantedBytes(): number
}

/** Bytes of the stream, and the position of the first. */
interface Segment {
  readonly start: number
  readonly bytes: Uint8Array
}

export function inspectStream(name?: string, signal?: AbortSignal): StreamInspector {
  const parser = parseImage(name, signal)
  let step = parser.next()
  let info: PartialInfo | undefined
  /** What passed last, in order: as much as a parser may look back, and the present chunk. */
  const recent: Segment[] = []
  let head: Uint8Array | undefined
  let position = 0
  let ended = false
  /** How far the stream was searched for the present `find`. */
  let searched = 0

  /** Answers questions until one needs bytes that are still to come. */
  const advance = (): MaybePromise<void> => {
    while (!step.done) {
      const question = step.value
      let answer: unknown
      if (question === 'size') {
        if (!ended) return
        answer = position
      } else if ('info' in question) info = question.info
      else if ('wait' in question) {
        return question.wait().then((value) => {
          step = parser.next(value)
          return advance()
        })
      } else if ('find' in question) {
        answer = occurs(question.find, question.from)
        if (!answer && !ended) return
      } else {
        const end = question.at + question.length
        if (end > position && !ended) return
        answer = read(question.at, Math.min(end, position))
      }
      step = parser.next(answer)
    }
  }

  /** Always a copy, unless it is of the head: a parser may keep it for longer than the chunk is there. */
  const read = (from: number, to: number): Uint8Array => {
    if (head && to <= head.length) return head.subarray(from, to)
    const last = recent.at(-1)
    if (last && from >= last.start) return new Uint8Array(last.bytes.subarray(from - last.start, to - last.start))
    const bytes = new Uint8Array(Math.max(0, to - from))
    for (const segment of recent) {
      const start = Math.max(from, segment.start)
      const part = segment.bytes.subarray(start - segment.start, Math.max(0, to - segment.start))
      if (part.length > 0) bytes.set(part, start - from)
    }
    return bytes
  }

  const occurs = (sequence: readonly number[], from: number): boolean => {
    const overlap = sequence.length - 1
    const start = Math.max(from, searched - overlap)
    const isFound = recent.some((segment) => {
      if (segment.start + segment.bytes.length <= start) return false
      const border = read(Math.max(start, segment.start - overlap), Math.min(segment.start + overlap, position))
      return (
        indexOfBytes(border, sequence) >= 0 ||
        indexOfBytes(segment.bytes, sequence, Math.max(0, start - segment.start)) >= 0
      )
    })
    searched = position
    return isFound
  }

  /** Keeps a copy of what a parser may still ask for. */
  const forget = () => {
    if (!head && position >= HEAD_LENGTH) head = read(0, HEAD_LENGTH)
    const wanted = !step.done && step.value !== 'size' && 'at' in step.value ? step.value.at : position
    const from = Math.min(wanted, position - historyLength(info?.type))
    while (recent[0] && recent[0].start + recent[0].bytes.length <= from) recent.shift()
    const chunk = recent.pop()
    if (!chunk) return
    const start = Math.max(chunk.start, from)
    const part = chunk.bytes.subarray(start - chunk.start)
    const previous = recent.at(-1)
    if (previous && previous.bytes.length + part.length <= HEAD_LENGTH) {
      recent[recent.length - 1] = { start: previous.start, bytes: concatBytes(previous.bytes, part) }
    } else recent.push({ start, bytes: new Uint8Array(part) })
  }

  return {
    push(bytes) {
      recent.push({ start: position, bytes })
      position += bytes.length
      return then(advance(), forget)
    },
    end() {
      ended = true
      return then(advance(), () => {
        // Whoever holds the inspector may outlive the image for long: Node 20 keeps web streams until a full collection.
        recent.length = 0
        head = undefined
        return info as ImageInfo
      })
    },
    info: () => info,
    wantedBytes() {
      return step.done || step.value === 'size' || !('at' in step.value)
        ? Number.POSITIVE_INFINITY
        : step.value.at + step.value.length
    },
  }
}

/** At once where nothing has to be awaited, as for most chunks. */
function then<Result>(done: MaybePromise<void>, next: () => Result): MaybePromise<Result> {
  return done ? done.then(next) : next()
}
