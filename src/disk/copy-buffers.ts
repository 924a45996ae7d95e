/** The length of a copy's buffer, in bytes. */
export const BUFFER_LENGTH = 1024 * 1024

/** Buffers for the next copies: filling fresh memory costs as much as copying. */
const spare: Uint8Array[] = []

/** Lends so many buffers for as long as the work takes. */
export async function withBuffers<T>(count: number, work: (...buffers: Uint8Array[]) => Promise<T>): Promise<T> {
  const buffers = Array.from({ length: count }, () => spare.pop() ?? Buffer.allocUnsafeSlow(BUFFER_LENGTH))
  try {
    return await work(...buffers)
  } finally {
    spare.push(...buffers)
  }
}
