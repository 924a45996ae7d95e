import { SaveError } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import type { Album, ImageType } from '../core/types.ts'
import { checkOption, numberOfBytes } from '../core/validation.ts'
import { defineAlbum } from './define-album.ts'

export interface MemoryOptions {
  /** How many bytes fit in; a photo that would exceed it is `storage-full`. No bound unless told otherwise. */
  readonly capacity?: number
}

/** A photo in the `memory` album. */
export interface MemoryPhoto {
  readonly name: string
  readonly type: ImageType
  /** In pixels. */
  readonly width?: number
  /** In pixels. */
  readonly height?: number
  readonly bytes: Uint8Array
}

export interface MemoryAlbum extends Album {
  /** Every photo that was saved, oldest first. Photos may share a name, as in the album of a phone. */
  readonly photos: readonly MemoryPhoto[]
}

/** An album in memory: for tests, and for whoever wants the bytes. */
export default defineAlbum(({ capacity = Number.POSITIVE_INFINITY }: MemoryOptions = {}): MemoryAlbum => {
  checkOption('memory', 'capacity', capacity, numberOfBytes)
  const photos: MemoryPhoto[] = []
  /** Counts what is on its way, too: photos that arrive together must not all count on the same room. */
  let used = 0
  return {
    name: 'memory',
    photos,
    async add(photo, signal) {
      const chunks: Uint8Array[] = []
      let size = 0
      try {
        for await (const chunk of chunksOf(photo, signal)) {
          size += chunk.byteLength
          used += chunk.byteLength
          if (used > capacity) {
            throw new SaveError(
              'storage-full',
              `The memory album is full: ${photo.name} does not fit into its ${capacity} bytes. Raise its capacity.`,
            )
          }
          // A copy: what was handed out may be a view of memory that its owner goes on using.
          chunks.push(chunk.slice())
        }
      } catch (error) {
        used -= size
        throw error
      }
      const { name, type, width, height } = photo
      photos.push({ name, type, width, height, bytes: joined(chunks, size) })
      return { outcome: 'stored', location: `memory:${photos.length}` }
    },
  }
})

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1 && chunks[0]) return chunks[0]
  const all = new Uint8Array(size)
  let position = 0
  for (const chunk of chunks) {
    all.set(chunk, position)
    position += chunk.byteLength
  }
  return all
}
