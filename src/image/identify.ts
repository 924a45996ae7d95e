import type { ImageInfo, RandomAccess } from '../core/types.ts'
import { indexOfBytes } from '../util/bytes.ts'
import { imageSteps } from './formats/formats.ts'
import type { PartialInfo } from './formats/questions.ts'

export type { RandomAccess } from '../core/types.ts'

const smallRead = 4096
const largeRead = 262_144

/**
 * Looks at the head and the end of an image, wherever it lies, and throws `not-an-image` unless it is whole (C28).
 * @param name what messages call it
 */
export async function identifyImage(bytes: RandomAccess, name?: string): Promise<ImageInfo> {
  const { size } = bytes
  const steps = imageSteps(name)
  let info: PartialInfo | undefined
  let start = 0
  let window = new Uint8Array(0)
  let answer: unknown
  for (;;) {
    const { done, value: question } = steps.next(answer)
    if (done) return info as ImageInfo
    if (question === 'size') answer = size
    else if ('info' in question) info = question.info
    else if ('load' in question) answer = await question.load()
    else if ('find' in question) answer = await occurs(bytes, question.find, question.from)
    else {
      const at = Math.min(question.at, size)
      const length = Math.min(question.length, size - at)
      if (at < start || at + length > start + window.length) {
        // A jump costs a small read; reading on and on costs ever larger and fewer ones.
        const goesOn = at >= start && at <= start + window.length
        const ahead = goesOn ? Math.min(window.length * 2, largeRead) : 0
        const got = bytes.read(at, Math.min(Math.max(length, ahead, smallRead), size - at))
        // Most places answer at once; waiting for those would cost more than reading.
        window = (got instanceof Uint8Array ? got : await got) as Uint8Array<ArrayBuffer>
        start = at
      }
      answer = window.subarray(at - start, at - start + length)
    }
  }
}

/** What is looked for stands at the very end of most files and near it in most others: those are looked at first. */
async function occurs(bytes: RandomAccess, wanted: readonly number[], from: number): Promise<boolean> {
  const within = async (start: number, length: number) => {
    const at = Math.max(from, start)
    return at < bytes.size && indexOfBytes(await bytes.read(at, Math.min(length, bytes.size - at)), wanted) >= 0
  }
  for (const length of [smallRead, 16 * smallRead]) if (await within(bytes.size - length, length)) return true
  for (let at = from; at < bytes.size; at += largeRead - wanted.length) if (await within(at, largeRead)) return true
  return false
}
