import memory, { type MemoryPhoto } from '../albums/memory.ts'
import { SaveError } from '../errors.ts'
import type { Album } from '../types.ts'
import { sha256 } from './sha256.ts'

/** A photo that the app saved. */
export interface TestPhoto extends MemoryPhoto {
  /** The SHA-256 of its bytes, in hexadecimal. */
  readonly digest: string
}

export interface TestAlbum extends Album {
  /** Every photo, oldest first. */
  readonly photos: readonly TestPhoto[]
}

/** Where the album finds out how much room is left, and says what it took. In bytes. */
export interface Storage {
  freeStorage: number
}

export function createTestAlbum(storage: Storage): TestAlbum & { reset(): void } {
  const photos: TestPhoto[] = []
  let distinct = new Map<number, Uint8Array[]>()

  /** Ten thousand saves of one poster keep its bytes once. */
  function kept(bytes: Uint8Array): Uint8Array {
    const alike = distinct.get(bytes.length) ?? []
    distinct.set(bytes.length, alike)
    const same = alike.find((other) => other.every((byte, index) => byte === bytes[index]))
    if (!same) alike.push(bytes)
    return same ?? bytes
  }

  return {
    name: 'test',
    photos,
    async add(photo, signal) {
      const single = memory()
      await single.add(photo, signal)
      const [whole] = single.photos as [MemoryPhoto]
      const { length: size } = whole.bytes
      if (size > storage.freeStorage) {
        throw new SaveError(
          'storage-full',
          `The album is full: ${whole.name} has ${size} bytes, and ${storage.freeStorage} are left. Free some room.`,
        )
      }
      storage.freeStorage -= size
      const bytes = kept(whole.bytes)
      let digest: string | undefined
      photos.push({
        ...whole,
        bytes,
        get digest() {
          digest ??= sha256(bytes)
          return digest
        },
      })
      return { outcome: 'stored', location: `test:${photos.length}` }
    },
    reset() {
      photos.length = 0
      distinct = new Map()
    },
  }
}
