import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import memory, { type MemoryPhoto } from '../albums/memory.ts'
import { SaveError } from '../core/errors.ts'
import type { Album } from '../core/types.ts'
import { sameBytes } from './conformance.ts'

/** A photo that the app saved. */
export interface TestPhoto extends MemoryPhoto {
  /** The SHA-256 digest of its bytes, in hexadecimal. */
  readonly digest: string
}

export interface TestAlbum extends Album {
  /** Every photo, oldest first. */
  readonly photos: readonly TestPhoto[]
}

/** The free space that the album reads and reduces, in bytes. */
export interface Storage {
  freeStorage: number
}

export interface AlbumParts {
  readonly album: TestAlbum
  /** The same album for one session. Nothing is added after its end. */
  during(session: AbortSignal): Album
  reset(): void
}

export function createTestAlbum(storage: Storage): AlbumParts {
  const photos: TestPhoto[] = []
  let distinct = new Map<number, Uint8Array[]>()

  /** Returns the same copy for equal bytes, so that 10,000 saves of one poster keep its bytes once. */
  function deduplicate(bytes: Uint8Array): Uint8Array {
    const alike = distinct.get(bytes.length) ?? []
    distinct.set(bytes.length, alike)
    const same = alike.find((other) => sameBytes(other, bytes))
    if (!same) alike.push(bytes)
    return same ?? bytes
  }

  function keep(photo: MemoryPhoto): void {
    const { length: size } = photo.bytes
    if (size > storage.freeStorage) {
      const { freeStorage } = storage
      throw new SaveError(
        'storage-full',
        `The album is full: ${photo.name} has ${size} bytes, and ${freeStorage} are left. Free some space.`,
        { details: { code: 'phone-album-full', photo: photo.name } },
      )
    }
    storage.freeStorage -= size
    const bytes = deduplicate(photo.bytes)
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

  function during(session: AbortSignal): Album {
    return {
      name: 'test',
      async add(photo, signal) {
        const single = memory()
        const saved = await single.add(photo, signal)
        if (!session.aborted) for (const whole of single.photos) keep(whole)
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
