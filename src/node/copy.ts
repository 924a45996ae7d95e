import { throwIfCancelled } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import type { Photo, RandomAccess } from '../core/types.ts'
import { Limiter } from '../util/async.ts'
import { read, writeAll } from './calls.ts'

const BUFFER_LENGTH = 1024 * 1024

export interface CopyOptions {
  readonly signal: AbortSignal
  /** Called after each piece with the number of bytes copied so far. */
  copied(bytes: number): void
  /** Called at the end with what was written: fewer than `size` bytes if the file has shrunk. */
  check(bytes: RandomAccess): Promise<void>
}

/** Random access to the first `size` bytes of an open file. */
export function accessTo(file: number, size: number): RandomAccess {
  return {
    size,
    async read(position, length) {
      const bytes = new Uint8Array(length)
      return bytes.subarray(0, await read(file, bytes, position))
    },
  }
}

/** As many as the thread pool usually has threads: more would only wait for one. */
const longCopies = new Limiter(4)

/** Limits memory: each copy has two buffers. */
const shortCopies = new Limiter(16)

/**
 * Copies `size` bytes of one open file into another, which is empty. While one piece is written, the next is read. Stops
 * between two pieces when the signal aborts. `fs.copyFile` would need fewer system calls, but never ends if the file
 * shrinks meanwhile.
 */
export function copyFileBytes(
  source: number,
  target: number,
  size: number,
  { signal, copied, check }: CopyOptions,
): Promise<void> {
  const copy = async (first: Uint8Array, second: Uint8Array) => {
    let position = 0
    const readInto = async (buffer: Uint8Array) =>
      position < size ? read(source, buffer.subarray(0, size - position), position) : 0
    let [current, next] = [first, second]
    let reading = readInto(current)
    let pieces = 0
    try {
      for (;;) {
        const length = await reading
        if (length === 0) break
        throwIfCancelled(signal)
        const start = position
        position += length
        pieces++
        reading = readInto(next)
        // It is awaited in the next round, or below.
        reading.catch(() => {})
        await writeAll(target, current.subarray(0, length), start)
        copied(position)
        ;[current, next] = [next, current]
      }
    } finally {
      // Until the read has ended, the file must not be closed, nor its buffer be reused.
      await Promise.allSettled([reading])
    }
    await check(pieces > 1 ? accessTo(target, position) : inMemory(first.subarray(0, position)))
  }
  const copies = size > BUFFER_LENGTH ? longCopies : shortCopies
  return copies.run(() => withBuffer((first) => withBuffer((second) => copy(first, second))), signal)
}

const inMemory = (bytes: Uint8Array): RandomAccess => ({
  size: bytes.length,
  read: (position, length) => bytes.subarray(position, position + length),
})

/** Reused by the next copies: the first write to new memory costs as much as copying. */
const spareBuffers: Uint8Array[] = []

async function withBuffer<T>(work: (buffer: Uint8Array) => Promise<T>): Promise<T> {
  const buffer = spareBuffers.pop() ?? Buffer.allocUnsafeSlow(BUFFER_LENGTH)
  try {
    return await work(buffer)
  } finally {
    spareBuffers.push(buffer)
  }
}

/** How much of a stream is collected before it is written, in bytes: enough to be worth a round trip to the thread pool. */
const BLOCK_LENGTH = 128 * 1024

/** The largest block of a stream that is written on this thread, in bytes: it also has connections to serve. */
const SHORT_BLOCK = 16 * 1024

const spareBlocks: Uint8Array[] = []
const MAX_SPARE_BLOCKS = 16

/**
 * Writes the bytes of a photo to the start of a file, and reads on while the disk is busy. They are read into blocks that
 * are reused: chunks that wait for the disk are garbage-collected late, which took 30 MB of memory for a gigabyte.
 */
export async function writePhoto(file: number, photo: Photo, signal: AbortSignal): Promise<void> {
  let block = spareBlocks.pop() ?? new Uint8Array(BLOCK_LENGTH)
  let filled = 0
  let position = 0
  /** Resolves to the block that was written. */
  let writing: Promise<Uint8Array | undefined> = Promise.resolve(undefined)

  const flush = async () => {
    const free = await writing
    const full = block
    writing = writeAll(file, full.subarray(0, filled), position, SHORT_BLOCK).then(() => full)
    // It is awaited later.
    writing.catch(() => {})
    position += filled
    filled = 0
    block = free ?? spareBlocks.pop() ?? new Uint8Array(BLOCK_LENGTH)
  }

  try {
    for await (const chunk of chunksOf(photo, signal, () => block.subarray(filled))) {
      for (let at = 0; at < chunk.byteLength; ) {
        const part = chunk.subarray(at, at + BLOCK_LENGTH - filled)
        if (chunk.buffer !== block.buffer) block.set(part, filled)
        filled += part.byteLength
        at += part.byteLength
        if (filled === BLOCK_LENGTH) await flush()
      }
    }
    if (filled > 0) await flush()
    // Not after a failure: a read that was abandoned may still put bytes into the block.
    for (const free of [block, await writing]) if (free && spareBlocks.length < MAX_SPARE_BLOCKS) spareBlocks.push(free)
  } finally {
    // Until then the file must not be closed.
    await writing.catch(() => {})
  }
}
