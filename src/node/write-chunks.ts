import { writeAll } from './write-all.ts'

/** In bytes: worth a trip to the thread that writes. */
const LENGTH = 131_072

/** Buffers of photos that are written, for those that come. */
const spare: Uint8Array[] = []
const KEPT = 16

/**
 * Writes chunks one after another from the beginning of a file. Reading goes on while the disk is busy. A chunk is copied
 * and let go at once: chunks that wait for the disk grow old, and old ones are collected late. Over a gigabyte from the
 * network they made 30 MB.
 */
export async function writeChunks(file: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  let buffer = borrow()
  let filled = 0
  let position = 0
  /** The write under way gives its buffer back. */
  let writing: Promise<Uint8Array | undefined> = Promise.resolve(undefined)

  const flush = async () => {
    const free = await writing
    const full = buffer
    writing = writeAll(file, [full.subarray(0, filled)], position).then(() => full)
    // It is awaited later, and fails then.
    writing.catch(() => {})
    position += filled
    filled = 0
    buffer = free ?? borrow()
  }

  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.byteLength; ) {
        const part = chunk.subarray(at, at + LENGTH - filled)
        buffer.set(part, filled)
        filled += part.byteLength
        at += part.byteLength
        if (filled === LENGTH) await flush()
      }
    }
    if (filled > 0) await flush()
    await writing
  } finally {
    // Nobody closes a file, and nobody else fills a buffer, that is still being written.
    const other = await writing.catch(() => undefined)
    for (const one of [buffer, other]) if (one && spare.length < KEPT) spare.push(one)
  }
}

function borrow(): Uint8Array {
  return spare.pop() ?? new Uint8Array(LENGTH)
}
