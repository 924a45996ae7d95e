import { writev } from './calls.ts'

/** While one write is under way, so much of what comes next is gathered for the following one. In bytes. */
const GATHERED = 1024 * 1024

/** Writes chunks one after another from the beginning of a file. Reading goes on while the disk is busy. */
export async function writeChunks(file: number, chunks: AsyncIterable<Uint8Array>): Promise<number> {
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
  return position
}

/** The system may take less than it is given: on a disk that is nearly full, or over 2 GiB. */
async function writeAll(file: number, chunks: Uint8Array[], from: number): Promise<void> {
  let position = from
  let left = chunks
  while (left.length > 0) {
    let { bytesWritten } = await writev(file, left, position)
    position += bytesWritten
    while (left[0] && bytesWritten >= left[0].byteLength) {
      bytesWritten -= left[0].byteLength
      left = left.slice(1)
    }
    if (left[0] && bytesWritten > 0) left = [left[0].subarray(bytesWritten), ...left.slice(1)]
  }
}
