import { throwIfCancelled } from '../albums/chunks-of.ts'
import type { RandomAccess } from '../types.ts'
import { read } from './calls.ts'
import { Limiter } from './limiter.ts'
import { writeAll } from './write-all.ts'

/** How much is read and written at a time, in bytes. Less costs more system calls than it saves memory. */
const PIECE = 1024 * 1024

/** What is smaller than this is read into a buffer of its own, in bytes. */
const SMALL = 64 * 1024

/** More copies at once would only wait for one another's threads, and each needs a buffer. */
const copies = new Limiter(4)

/** Buffers for the next copies: filling fresh memory costs as much as copying. */
const spare: Uint8Array[] = []

/**
 * Copies `size` bytes from one open file into another, which is empty, and lets `check` look at what was written: in
 * memory where it fits in. Gives up between two pieces when the signal aborts. Fewer bytes than `size` are for `check` to
 * notice. (`fs.copyFile` would need fewer system calls, but never ends if the file shrinks under it.)
 */
export async function copyAll(
  source: number,
  target: number,
  size: number,
  signal: AbortSignal,
  check: (written: RandomAccess) => Promise<void>,
): Promise<void> {
  if (size <= SMALL) return copy(Buffer.allocUnsafe(size))
  return copies.run(async () => {
    const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(PIECE)
    try {
      await copy(buffer)
    } finally {
      spare.push(buffer)
    }
  })

  async function copy(buffer: Uint8Array): Promise<void> {
    let copied = 0
    while (copied < size) {
      throwIfCancelled(signal)
      const length = await read(source, buffer.subarray(0, size - copied), copied)
      if (length === 0) break
      await writeAll(target, [buffer.subarray(0, length)], copied)
      copied += length
    }
    await check(copied <= buffer.length ? inMemory(buffer.subarray(0, copied)) : onDisk(target, copied))
  }
}

function inMemory(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: (position, length) => bytes.subarray(position, position + length) }
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
