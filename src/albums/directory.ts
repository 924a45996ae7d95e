import { absolutePath } from '../disk/absolute-path.ts'
import { AlbumFolder } from '../disk/album-folder.ts'
import { SaveError } from '../errors.ts'
import { defineAlbum } from './define-album.ts'

export interface DirectoryOptions {
  /** The folder, made when the first photo arrives if it is missing. A relative path starts at the current folder. */
  readonly path: string
}

/** A folder on a disk of this computer. A photo is there whole or not at all, and none ever replaces another. */
export default defineAlbum((options: DirectoryOptions) => {
  const path: unknown = options?.path
  if (typeof path !== 'string' || path.trim() === '' || path.includes('\0')) {
    const example = typeof options === 'string' && options !== '' ? options : 'photos'
    throw new SaveError(
      'unsupported-path',
      `The album's folder is ${JSON.stringify(path)}. Pass directory({ path: ${JSON.stringify(example)} }).`,
    )
  }
  const folder = folderAt(absolutePath(path))
  return {
    name: 'directory',
    async add(photo, signal) {
      return { outcome: 'stored', location: await folder.add(photo, signal) }
    },
  }
})

/** How many folders are remembered; the oldest is forgotten first. */
const REMEMBERED = 100

/** Albums over one folder share what is known of it. Nothing but speed depends on that: other processes do not, either. */
const folders = new Map<string, AlbumFolder>()

function folderAt(path: string): AlbumFolder {
  const folder = folders.get(path) ?? new AlbumFolder(path)
  folders.delete(path)
  folders.set(path, folder)
  for (const oldest of folders.keys()) {
    if (folders.size > REMEMBERED) folders.delete(oldest)
    break
  }
  return folder
}
