import { signal } from '@preact/signals'
import { type Album, type Photo, SaveError } from 'photosalbum'
import { device, PLENTY_OF_STORAGE, setDevice } from '../state/device.ts'
import { changeNote, noteOf, onOtherTab, type PhotoNote, VISIT } from './photo-notes.ts'
import { openPhotoStore } from './photo-store.ts'
import { hasServer, saveForReal } from './server.ts'

export interface AlbumPhoto {
  readonly name: string
  readonly file: File
  readonly note: PhotoNote | undefined
}

const store = openPhotoStore()

/** What the album holds, newest first. */
export const photos = signal<readonly AlbumPhoto[]>([])

/** Whether photos go into this computer's own album, too. Never kept and never in a link: it is asked for each time. */
export const realAlbum = signal(false)

onOtherTab(() => void refreshPhotos())

export async function refreshPhotos(): Promise<void> {
  const files = await store.list()
  photos.value = files
    .map((file) => ({ name: file.name, file, note: noteOf(file.name) }))
    .sort((one, other) => savedAt(other) - savedAt(one) || (one.name < other.name ? 1 : -1))
}

const savedAt = ({ file, note }: AlbumPhoto) => note?.savedAt ?? file.lastModified

export async function deletePhotos(names: readonly string[]): Promise<void> {
  for (const { name, file } of photos.value.filter((photo) => names.includes(photo.name))) {
    // Another tab may have been quicker.
    if (await store.remove(name)) changeFreeStorage(file.size)
    changeNote(name, undefined)
  }
  await refreshPhotos()
}

/** Notes which call a photo came by. Answers what is known of the photo. */
export function creditPhoto(location: string | undefined, call: number): PhotoNote | undefined {
  const name = location?.slice(location.lastIndexOf('/') + 1)
  if (name === undefined || !noteOf(name)) return undefined
  changeNote(name, { call, visit: VISIT })
  void refreshPhotos()
  return noteOf(name)
}

/** The album of the phone: as full as the lever says, and with a copy in the real album where that is switched on. */
export const phoneAlbum: Album = {
  name: 'phone',
  async add(photo, signal) {
    const { type, width, height } = photo
    const storage = reserve(photo)
    try {
      const saved = await store.album.add(storage.photo, signal)
      const name = saved.outcome === 'stored' ? (saved.location ?? '').split('/').at(-1)! : photo.name
      const real = realAlbum.value && hasServer ? await saveCopy(name, signal) : undefined
      changeNote(name, { type, width, height, savedAt: Date.now(), ...(real !== undefined && { real }) })
      await refreshPhotos()
      return saved
    } catch (thrown) {
      storage.giveBack()
      throw thrown
    }
  },
}

/** A photo that the real album refuses is not kept here either (C18). */
async function saveCopy(name: string, signal: AbortSignal): Promise<string | undefined> {
  const file = (await store.list()).find((candidate) => candidate.name === name)
  try {
    return file && (await saveForReal(file, signal))
  } catch (thrown) {
    await store.remove(name)
    throw thrown
  }
}

/** Takes room for a photo's bytes as they go by, and fails when there is none left. */
function reserve(photo: Photo): { photo: Photo; giveBack(): void } {
  let used = 0
  const count = () =>
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        if (chunk.byteLength > device.value.freeStorage) {
          throw new SaveError(
            'storage-full',
            `The album has no room for ${photo.name}: free some storage of the phone.`,
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
  return { photo: limited, giveBack: () => changeFreeStorage(used) }
}

function changeFreeStorage(bytes: number): void {
  const { freeStorage } = device.value
  // Plenty stays plenty: otherwise the first photo would already make it look like a setting.
  if (freeStorage < PLENTY_OF_STORAGE) setDevice({ freeStorage: Math.min(PLENTY_OF_STORAGE - 1, freeStorage + bytes) })
}
