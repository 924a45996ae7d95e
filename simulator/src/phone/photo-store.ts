import { type Album, defineAlbum } from 'photosalbum'
import opfs from 'photosalbum/albums/opfs'

/** Where the phone's photos are. What is listed is what is there. */
export interface PhotoStore {
  readonly album: Album
  list(): Promise<File[]>
  /** Whether there was such a photo. */
  remove(name: string): Promise<boolean>
}

const FOLDER = 'Photos'

/** The browser's private files, so that photos are still there tomorrow; memory where a browser has none. */
export const openPhotoStore = (): PhotoStore =>
  'getDirectory' in (navigator.storage ?? {}) ? privatePhotos() : photosInMemory()

function privatePhotos(): PhotoStore {
  const folder = async () => (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true })
  return {
    album: opfs({ path: FOLDER }),
    async list() {
      const files: Promise<File | undefined>[] = []
      for await (const handle of (await folder()).values()) {
        // A photo may be deleted in another tab while this one looks.
        if (handle.kind === 'file') files.push((handle as FileSystemFileHandle).getFile().catch(() => undefined))
      }
      return (await Promise.all(files)).filter((file) => file !== undefined)
    },
    async remove(name) {
      const place = await folder()
      return place.removeEntry(name).then(
        () => true,
        () => false,
      )
    },
  }
}

function photosInMemory(): PhotoStore {
  const files = new Map<string, File>()
  const album = defineAlbum(() => ({
    name: 'memory',
    async add(photo) {
      const bytes = await new Response(photo.bytes()).blob()
      let name = photo.name
      for (let count = 2; files.has(name); count++) name = photo.name.replace(/(\.\w+)$/, ` (${count})$1`)
      files.set(name, new File([bytes], name))
      return { outcome: 'stored', location: `${FOLDER}/${name}` }
    },
  }))
  return {
    album: album(),
    list: async () => [...files.values()],
    remove: async (name) => files.delete(name),
  }
}
