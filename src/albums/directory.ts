import { stat } from 'node:fs/promises'
import { SaveError } from '../core/errors.ts'
import { AlbumFolder } from '../node/album-folder.ts'
import { absolutePath, mistakenFolder } from '../node/paths.ts'
import { defineAlbum } from './define-album.ts'

export interface DirectoryOptions {
  /** The folder. The first save creates it if it does not exist. A relative path starts at the current folder. */
  readonly path: string
}

/** A folder on a disk of this computer. A photo is there whole or not at all, and none ever replaces another. */
export default defineAlbum((options: DirectoryOptions) => {
  const mistake = mistakenFolder(options?.path)
  if (mistake) {
    const { what, meant = (typeof options === 'string' && options) || 'photos' } = mistake
    throw new SaveError(
      'unsupported-path',
      `The album's folder is ${what}. Pass directory({ path: ${JSON.stringify(meant)} }).`,
      { details: { code: 'album-path-invalid', given: what, suggestion: meant } },
    )
  }
  const folder = folderAt(absolutePath(options.path))
  return {
    name: 'directory',
    async add(photo, signal) {
      return { outcome: 'stored', location: await folder.add(photo, signal) }
    },
    async read(location) {
      const { createReadStream } = await import('node:fs')
      const { webStreamOf } = await import('../node/web-stream.ts')
      if (!(await isFile(location))) return undefined
      return webStreamOf(createReadStream(location))
    },
    /** Removes the hidden staging folder, if no other process stages photos in it. */
    dispose: () => folder.dispose(),
  }
})

const isFile = async (path: string) => (await stat(path).catch(() => undefined))?.isFile() ?? false

/** How many folders are remembered; the oldest is forgotten first. */
const MAX_REMEMBERED = 100

/** Albums of the same folder share what is known about it. That is only for speed: other processes do not share it. */
const folders = new Map<string, AlbumFolder>()

function folderAt(path: string): AlbumFolder {
  const folder = folders.get(path) ?? new AlbumFolder(path)
  folders.delete(path)
  folders.set(path, folder)
  for (const [oldest, forgotten] of folders) {
    if (folders.size <= MAX_REMEMBERED) break
    folders.delete(oldest)
    forgotten.dispose()
  }
  return folder
}
