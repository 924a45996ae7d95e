import { chunksOf } from '../albums/chunks-of.ts'
import type { Photo } from '../types.ts'

/** In bytes. Each write to a file is a message to another process: few large ones take half the time of many small ones. */
const BATCH = 1 << 20

/** The photo's bytes in pieces of at least 1 MiB but for the last, so that at no time more than that is held. */
export async function* batchesOf(photo: Photo, signal: AbortSignal): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunksOf(photo, signal)) {
    chunks.push(chunk)
    size += chunk.byteLength
    if (size < BATCH) continue
    yield joined(chunks, size)
    chunks = []
    size = 0
  }
  if (size > 0) yield joined(chunks, size)
}

/** The photo as a file of the page's. The pieces leave this process's memory while the rest is still arriving. */
export async function fileOf(photo: Photo, signal: AbortSignal): Promise<File> {
  const pieces: Blob[] = []
  for await (const batch of batchesOf(photo, signal)) pieces.push(new Blob([batch]))
  return new File(pieces, photo.name, { type: mimeType(photo) })
}

export function mimeType({ type }: Pick<Photo, 'type'>): string {
  return `image/${type}`
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const [first] = chunks
  if (first?.byteLength === size && first.buffer instanceof ArrayBuffer) return first as Uint8Array<ArrayBuffer>
  const all = new Uint8Array(size)
  let position = 0
  for (const chunk of chunks) {
    all.set(chunk, position)
    position += chunk.byteLength
  }
  return all
}
