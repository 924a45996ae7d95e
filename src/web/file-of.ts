import { chunksOf } from '../core/image-stream.ts'
import type { Photo } from '../core/types.ts'

/** In bytes. A blob of this size leaves the page's own memory. */
const PIECE = 1 << 20

/** The photo as a file of the page's, and of its kind. What has come is out of the page's memory while the rest arrives. */
export async function fileOf(photo: Photo, signal: AbortSignal): Promise<File> {
  const pieces: Blob[] = []
  let chunks: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for await (const chunk of chunksOf(photo, signal)) {
    chunks.push(chunk as Uint8Array<ArrayBuffer>)
    size += chunk.length
    if (size < PIECE) continue
    pieces.push(new Blob(chunks))
    chunks = []
    size = 0
  }
  return new File([...pieces, ...chunks], photo.name, { type: mimeType(photo) })
}

export function mimeType({ type }: Pick<Photo, 'type'>): string {
  return `image/${type}`
}
