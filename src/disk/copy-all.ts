import { throwIfCancelled } from '../chunks-of.ts'
import type { RandomAccess } from '../types.ts'
import { read } from './calls.ts'
import { Limiter } from './limiter.ts'
import { writeAll } from './write-all.ts'

/** How much is read while as much is written, in bytes. Less costs more system calls than it saves memory. */
const PIECE = 1024 * 1024

/** What is smaller than this is read into a buffer of its own, in bytes. */
const SMALL = 64 * 1024

/** More copies at once would only wait for one another's threads, and each needs two buffers. */
const copies = new Limiter(4)

/** Buffers for the next copies: filling fresh memory costs as much as copying. */
const spare: Uint8Array[] = []
const takeBuffer = () => spare.pop() ?? Buffer.allocUnsafeSlow(PIECE)

/**
 * Copies `size` bytes from one open file into another, which is empty, and gives access to what was written. Gives up between
 * two pieces when the signal aborts. Fewer bytes than `size` are for whoever looks at them to notice. (`fs.copyFile` would
 * need fewer system calls, but never ends if the file shrinks under it.)
 */
export async function copyAll(
  source: number,
  target: number,
  size: number,
  signal: AbortSignal,
): Promise<RandomAccess> {
  if (size <= SMALL) return inMemory(await copyAtOnce(source, target, Buffer.allocUnsafe(size)))
  return copies.run(async () => {
    const buffers = size <= PIECE ? [takeBuffer()] : [takeBuffer(), takeBuffer()]
    try {
      const [one, other] = buffers as [Uint8Array, Uint8Array?]
      const copied = other
        ? await copyInPieces(source, target, size, [one, other], signal)
        : (await copyAtOnce(source, target, one.subarray(0, size))).length
      return onDisk(target, copied)
    } finally {
      spare.push(...buffers)
    }
  })
}

async function copyAtOnce(source: number, target: number, buffer: Uint8Array): Promise<Uint8Array> {
  const bytes = buffer.subarray(0, await readAll(source, buffer))
  await writeAll(target, [bytes], 0)
  return bytes
}

function inMemory(bytes: Uint8Array): RandomAccess {
  return { size: bytes.length, read: (position, length) => bytes.subarray(position, position + length) }
}

async function readAll(source: number, into: Uint8Array): Promise<number> {
  let position = 0
  while (position < into.length) {
    const length = await read(source, into.subarray(position), position)
    if (length === 0) break
    position += length
  }
  return position
}

/** While one piece is written, the next is read. */
async function copyInPieces(
  source: number,
  target: number,
  size: number,
  buffers: readonly [Uint8Array, Uint8Array],
  signal: AbortSignal,
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
      ;[current, next] = [next, current]
    }
  } finally {
    // Nobody may close the file or use the buffer for anything else before.
    await Promise.allSettled([reading])
  }
  return copied
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
