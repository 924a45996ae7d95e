import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import memory, { type MemoryPhoto } from '../albums/memory.ts'
import { SaveError } from '../core/errors.ts'
import type { Album } from '../core/types.ts'
import { sameBytes } from './conformance.ts'

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

export interface AlbumParts {
  readonly album: TestAlbum
  /** The same album for one epoch: what this adds after its end is nobody's any more. */
  during(epoch: AbortSignal): Album
  reset(): void
}

export function createTestAlbum(storage: Storage): AlbumParts {
  const photos: TestPhoto[] = []
  let distinct = new Map<number, Uint8Array[]>()

  /** Ten thousand saves of one poster keep its bytes once. */
  function kept(bytes: Uint8Array): Uint8Array {
    const alike = distinct.get(bytes.length) ?? []
    distinct.set(bytes.length, alike)
    const same = alike.find((other) => sameBytes(other, bytes))
    if (!same) alike.push(bytes)
    return same ?? bytes
  }

  function keep(photo: MemoryPhoto): void {
    const { length: size } = photo.bytes
    if (size > storage.freeStorage) {
      const room = `${photo.name} has ${size} bytes, and ${storage.freeStorage} are left`
      throw new SaveError('storage-full', `The album is full: ${room}. Free some room.`)
    }
    storage.freeStorage -= size
    const bytes = kept(photo.bytes)
    let digest: string | undefined
    photos.push({
      ...photo,
      bytes,
      get digest() {
        digest ??= bytesToHex(sha256(bytes))
        return digest
      },
    })
  }

  function during(epoch: AbortSignal): Album {
    return {
      name: 'test',
      async add(photo, signal) {
        const single = memory()
        const saved = await single.add(photo, signal)
        if (!epoch.aborted) for (const whole of single.photos) keep(whole)
        return saved
      },
    }
  }

  return {
    album: { name: 'test', photos, add: (photo, signal) => during(signal).add(photo, signal) },
    during,
    reset() {
      photos.length = 0
      distinct = new Map()
    },
  }
}
