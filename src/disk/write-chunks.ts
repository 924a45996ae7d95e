import { writeAll } from './write-all.ts'

/** While one write is under way, so much of what comes next is gathered for the following one. In bytes. */
const GATHERED = 1024 * 1024

/** Writes chunks one after another from the beginning of a file. Reading goes on while the disk is busy. */
export async function writeChunks(file: number, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  let position = 0
  let gathered: Uint8Array[] = []
  let size = 0
  let failure: { error: unknown } | undefined
  let writing: Promise<void> | undefined

  const flush = () => {
    const from = position
    const batch = gathered
    position += size
    gathered = []
    size = 0
    writing = writeAll(file, batch, from)
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .then(() => {
        writing = undefined
      })
  }

  for await (const chunk of chunks) {
    gathered.push(chunk)
    size += chunk.byteLength
    if (size >= GATHERED) await writing
    if (failure) throw failure.error
    if (!writing) flush()
  }
  await writing
  if (size > 0 && !failure) flush()
  await writing
  if (failure) throw failure.error
}
