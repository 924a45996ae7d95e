/** The length of a copy's buffer, in bytes. */
const LENGTH = 1024 * 1024

/** Buffers for the next copies: filling fresh memory costs as much as copying. */
const spare: Uint8Array[] = []

/** Lends a buffer for as long as the work takes. */
export async function withBuffer<T>(work: (buffer: Uint8Array) => Promise<T>): Promise<T> {
  const buffer = spare.pop() ?? Buffer.allocUnsafeSlow(LENGTH)
  try {
    return await work(buffer)
  } finally {
    spare.push(buffer)
  }
}
