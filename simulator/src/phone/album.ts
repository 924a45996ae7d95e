import { signal } from '@preact/signals'
import { type Album, type Photo, SaveError } from 'photosalbum'
import { hasServer } from '#host'
import { device, setDevice, UNLIMITED_STORAGE } from '../state/device.ts'
import { CURRENT_VISIT, metadataOf, onChangeInOtherTab, type PhotoMetadata, updateMetadata } from './photo-metadata.ts'
import { openPhotoStore } from './photo-store.ts'
import { saveToRealAlbum } from './server.ts'

export interface AlbumPhoto {
  readonly name: string
  readonly file: File
  readonly metadata: PhotoMetadata | undefined
}

const store = openPhotoStore()

/** The photos in the album, newest first. */
export const photos = signal<readonly AlbumPhoto[]>([])

/** Whether photos are also saved to the album of this computer. Never stored and never part of a link, so that it is a choice each time. */
export const realAlbum = signal(false)

onChangeInOtherTab(() => void refreshPhotos())

export async function refreshPhotos(): Promise<void> {
  const files = await store.list()
  photos.value = files
    .map((file) => ({ name: file.name, file, metadata: metadataOf(file.name) }))
    .sort((one, other) => savedAt(other) - savedAt(one) || (one.name < other.name ? 1 : -1))
}

const savedAt = ({ file, metadata }: AlbumPhoto) => metadata?.savedAt ?? file.lastModified

export async function deletePhotos(names: readonly string[]): Promise<void> {
  for (const { name, file } of photos.value.filter((photo) => names.includes(photo.name))) {
    // Another tab may have deleted it already.
    if (await store.remove(name)) changeFreeStorage(file.size)
    updateMetadata(name, undefined)
  }
  await refreshPhotos()
}

/** Records which call saved a photo, and returns the metadata of the photo. */
export function linkPhotoToCall(location: string | undefined, call: number): PhotoMetadata | undefined {
  const name = location?.slice(location.lastIndexOf('/') + 1)
  if (name === undefined || !metadataOf(name)) return undefined
  updateMetadata(name, { call, visit: CURRENT_VISIT })
  void refreshPhotos()
  return metadataOf(name)
}

/** The album of the phone. Its free storage is a setting, and photos are also copied to the real album if that option is on. */
export const phoneAlbum: Album = {
  name: 'phone',
  async add(photo, signal) {
    const { type, width, height } = photo
    const storage = reserve(photo)
    try {
      const saved = await store.album.add(storage.photo, signal)
      const name = saved.outcome === 'stored' ? (saved.location ?? '').split('/').at(-1)! : photo.name
      const real = realAlbum.value && hasServer ? await saveCopy(name, signal) : undefined
      updateMetadata(name, { type, width, height, savedAt: Date.now(), ...(real !== undefined && { real }) })
      await refreshPhotos()
      return saved
    } catch (thrown) {
      storage.release()
      throw thrown
    }
  },
}

/** Copies a photo to the real album. If that fails, the photo is removed from the simulated album as well (C18). */
async function saveCopy(name: string, signal: AbortSignal): Promise<string | undefined> {
  const file = (await store.list()).find((candidate) => candidate.name === name)
  try {
    return file && (await saveToRealAlbum(file, signal))
  } catch (thrown) {
    await store.remove(name)
    throw thrown
  }
}

/** Subtracts the bytes of a photo from the free storage as they are read, and fails when none is left. */
function reserve(photo: Photo): { photo: Photo; release(): void } {
  let used = 0
  const count = () =>
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        if (chunk.byteLength > device.value.freeStorage) {
          throw new SaveError(
            'storage-full',
            `The album has no space for ${photo.name}: free some storage of the phone.`,
            { details: { code: 'phone-album-full', photo: photo.name } },
          )
        }
        used += chunk.byteLength
        changeFreeStorage(-chunk.byteLength)
        controller.enqueue(chunk)
      },
    })
  const { type, width, height, name, size } = photo
  const limited: Photo = {
    type,
    width,
    height,
    name,
    ...(size !== undefined && { size }),
    bytes: () => photo.bytes().pipeThrough(count()),
  }
  return { photo: limited, release: () => changeFreeStorage(used) }
}

function changeFreeStorage(bytes: number): void {
  const { freeStorage } = device.value
  // Unlimited storage stays unlimited, so that saving a photo does not change the setting.
  if (freeStorage < UNLIMITED_STORAGE) setDevice({ freeStorage: Math.min(UNLIMITED_STORAGE - 1, freeStorage + bytes) })
}
