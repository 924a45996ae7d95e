import type { FileWriter } from './stores/file-store.ts'

/** Writes a stream as it comes, and gives its size and its first `kept` bytes. Whatever happens, both are closed. */
export async function drain(
  bytes: ReadableStream<Uint8Array>,
  writer: FileWriter,
  kept: number,
  check: (size: number) => void,
): Promise<{ size: number; head: Uint8Array }> {
  const reader = bytes.getReader()
  const head = new Uint8Array(kept)
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return { size, head: head.subarray(0, Math.min(size, kept)) }
      if (size < kept) head.set(value.subarray(0, kept - size), size)
      size += value.length
      check(size)
      await writer.write(value)
    }
  } catch (thrown) {
    reader.cancel(thrown).catch(() => {})
    throw thrown
  } finally {
    await writer.close()
  }
}
