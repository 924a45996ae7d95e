import { SaveError } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import type { Album, ImageType } from '../core/types.ts'
import { checkOptions, numberOfBytes } from '../core/validation.ts'
import { defineAlbum } from './define-album.ts'

export interface MemoryOptions {
  /**
   * How many bytes the album can hold. A photo that does not fit fails with `storage-full`.
   * @default Infinity
   */
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
  /** All saved photos, oldest first. Several may have the same name, as in the album of a phone. */
  readonly photos: readonly MemoryPhoto[]
}

/** An array of photos in memory: for tests, or to use the bytes. */
export default defineAlbum((options?: MemoryOptions): MemoryAlbum => {
  checkOptions('memory', options, { capacity: numberOfBytes })
  const { capacity = Number.POSITIVE_INFINITY } = options ?? {}
  const photos: MemoryPhoto[] = []
  /** In bytes. Includes photos that are still arriving: two of them must not use the same free space. */
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
              `There is no space for ${photo.name} in the memory album, which holds ${capacity} bytes. Raise its capacity.`,
              { details: { code: 'memory-full', photo: photo.name, capacity } },
            )
          }
          // A copy: a chunk may be a view of memory that its owner keeps using.
          chunks.push(chunk.slice())
        }
      } catch (error) {
        used -= size
        throw error
      }
      const { name, type, width, height } = photo
      photos.push({ name, type, width, height, bytes: concatenate(chunks, size) })
      return { outcome: 'stored', location: `memory:${photos.length}` }
    },
  }
})

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  if (chunks.length === 1 && chunks[0]) return chunks[0]
  const bytes = new Uint8Array(size)
  let position = 0
  for (const chunk of chunks) {
    bytes.set(chunk, position)
    position += chunk.byteLength
  }
  return bytes
}
