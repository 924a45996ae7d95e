import { throwIfCancelled } from '../core/errors.ts'
import { Limiter } from '../util/limiter.ts'
import { read } from './calls.ts'
import type { CopyOptions } from './copy-all.ts'
import { withBuffer } from './copy-buffers.ts'
import { writeAll } from './write-all.ts'

/** More at once would only wait for one another's threads, and each needs two buffers. */
const copies = new Limiter(4)

/** Copies with other threads: while one piece is written, the next is read. Gives how many bytes there were. */
export function copyElsewhere(source: number, target: number, size: number, options: CopyOptions): Promise<number> {
  const work = () => withBuffer((one) => withBuffer((other) => copy(source, target, size, options, [one, other])))
  return copies.run(work, options.signal)
}

async function copy(
  source: number,
  target: number,
  size: number,
  { signal, copied: tell }: CopyOptions,
  buffers: readonly [Uint8Array, Uint8Array],
): Promise<number> {
  let copied = 0
  const readInto = async (buffer: Uint8Array) =>
    copied < size ? read(source, buffer.subarray(0, size - copied), copied) : 0
  let [current, next] = buffers
  let reading = readInto(current)
  try {
    for (;;) {
      const length = await reading
      if (length === 0) break
      throwIfCancelled(signal)
      const position = copied
      copied += length
      reading = readInto(next)
      // It is waited for when this piece is written, or when that fails.
      reading.catch(() => {})
      await writeAll(target, [current.subarray(0, length)], position)
      tell(position + length)
      ;[current, next] = [next, current]
    }
  } finally {
    // Nobody may close the file or use the buffer for anything else before.
    await Promise.allSettled([reading])
  }
  return copied
}
