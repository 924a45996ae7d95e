import type { ImageInfo, MaybePromise, RandomAccess } from '../core/types.ts'
import { parseImage } from './formats/index.ts'
import type { PartialInfo } from './formats/parser.ts'
import { indexOfBytes, nextTurn } from './formats/parser.ts'

const SMALL_READ = 4_096
const LARGE_READ = 262_144

/**
 * Identifies an image by its first bytes, and follows its structure to the end. Throws `not-an-image` unless it is whole
 * (C28). Pixels are not decoded.
 * @param name the image's name, for messages
 */
export async function identifyImage(bytes: RandomAccess, name?: string, signal?: AbortSignal): Promise<ImageInfo> {
  const { size } = bytes
  const parser = parseImage(name, signal)
  let info: PartialInfo | undefined
  /** The bytes that were read last, and where they start. */
  let window: Uint8Array = new Uint8Array(0)
  let start = 0

  /** Fewer bytes at the end. A promise only where needed: most sources answer at once. */
  const read = (from: number, count: number): MaybePromise<Uint8Array> => {
    const at = Math.min(from, size)
    const length = Math.min(count, size - at)
    const inWindow = () => window.subarray(at - start, at - start + length)
    if (at >= start && at + length <= start + window.length) return inWindow()
    // After a jump, little is read; when reading goes on, more each time.
    const isNext = at >= start && at <= start + window.length
    const ahead = isNext ? Math.min(window.length * 2, LARGE_READ) : 0
    const got = bytes.read(at, Math.min(Math.max(length, ahead, SMALL_READ), size - at))
    const keep = (value: Uint8Array) => {
      window = value
      start = at
      return inWindow()
    }
    return 'then' in got ? got.then(keep) : keep(got)
  }

  /** End markers are at the very end of most files, and near it in most others, so these places are searched first. */
  const occurs = async (sequence: readonly number[], from: number): Promise<boolean> => {
    const within = async (at: number, length: number) =>
      indexOfBytes(await read(Math.max(from, at), length), sequence) >= 0
    for (const length of [SMALL_READ, 16 * SMALL_READ]) if (await within(size - length, length)) return true
    let reads = 0
    for (let at = from; at < size; at += LARGE_READ - sequence.length) {
      if (await within(at, LARGE_READ)) return true
      if (++reads % 32 === 0) await nextTurn()
      signal?.throwIfAborted()
    }
    return false
  }

  let step = parser.next()
  while (!step.done) {
    const question = step.value
    let answer: unknown
    if (question === 'size') answer = size
    else if ('info' in question) info = question.info
    else if ('wait' in question) answer = await question.wait()
    else if ('find' in question) answer = await occurs(question.find, question.from)
    else {
      const got = read(question.at, question.length)
      answer = 'then' in got ? await got : got
    }
    step = parser.next(answer)
  }
  return info as ImageInfo
}
