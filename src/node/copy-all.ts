import type { RandomAccess } from '../core/types.ts'
import { read } from './calls.ts'
import { copyElsewhere } from './copy-elsewhere.ts'
import { copyHere } from './copy-here.ts'
import { answersAtOnce } from './thread-choice.ts'
import { writeAll } from './write-all.ts'

/** What is no larger is read into a buffer of its own, in bytes, and looked at there. */
const SMALL = 64 * 1024

/** What is no larger is copied by this thread while the disk answers at once, in bytes: that takes a few milliseconds. */
const MEDIUM = 8 * 1024 * 1024

export interface CopyOptions {
  readonly signal: AbortSignal
  /** Is told how many bytes were copied, after each piece. */
  copied(bytes: number): void
}

/**
 * Copies `size` bytes from one open file into another, which is empty, and gives access to what was written. Gives up between
 * two pieces when the signal aborts. Fewer bytes than `size` are for whoever looks at them to notice. (`fs.copyFile` would
 * need fewer system calls, but never ends if the file shrinks under it.)
 */
export async function copyAll(
  source: number,
  target: number,
  size: number,
  options: CopyOptions,
): Promise<RandomAccess> {
  if (size <= SMALL) return copyAtOnce(source, target, size)
  const copy = size <= MEDIUM && answersAtOnce() ? copyHere : copyElsewhere
  return onDisk(target, await copy(source, target, size, options))
}

async function copyAtOnce(source: number, target: number, size: number): Promise<RandomAccess> {
  const buffer = Buffer.allocUnsafe(size)
  let filled = 0
  while (filled < size) {
    const length = await read(source, buffer.subarray(filled), filled)
    if (length === 0) break
    filled += length
  }
  const bytes = buffer.subarray(0, filled)
  await writeAll(target, [bytes], 0)
  return { size: filled, read: (position, length) => bytes.subarray(position, position + length) }
}

/** An open file of so many bytes. */
export function onDisk(file: number, size: number): RandomAccess {
  return {
    size,
    async read(position, length) {
      const bytes = new Uint8Array(length)
      return bytes.subarray(0, await read(file, bytes, position))
    },
  }
}
