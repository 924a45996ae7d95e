import { type Album, defineAlbum } from 'photosalbum'
import opfs from 'photosalbum/albums/opfs'

/** The files of the phone's album. */
export interface PhotoStore {
  readonly album: Album
  list(): Promise<File[]>
  /** Resolves to whether the photo existed. */
  remove(name: string): Promise<boolean>
}

const FOLDER = 'Photos'

/** OPFS, so that photos survive a reload. Browsers without it keep the photos in memory. */
export const openPhotoStore = (): PhotoStore =>
  'getDirectory' in (navigator.storage ?? {}) ? opfsPhotos() : memoryPhotos()

function opfsPhotos(): PhotoStore {
  const folder = async () => (await navigator.storage.getDirectory()).getDirectoryHandle(FOLDER, { create: true })
  return {
    album: opfs({ path: FOLDER }),
    async list() {
      const files: Promise<File | undefined>[] = []
      for await (const handle of (await folder()).values()) {
        // Another tab may delete a photo during the listing.
        if (handle.kind === 'file') files.push((handle as FileSystemFileHandle).getFile().catch(() => undefined))
      }
      return (await Promise.all(files)).filter((file) => file !== undefined)
    },
    async remove(name) {
      const directory = await folder()
      return directory.removeEntry(name).then(
        () => true,
        () => false,
      )
    },
  }
}

function memoryPhotos(): PhotoStore {
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
