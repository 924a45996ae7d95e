import { toSaveError } from '../core/errors.ts'
import type { Album } from '../core/types.ts'
import type { AlbumReport } from '../node/system-album/inspect.ts'
import { type Computer, picturesFolder } from '../node/system-album/pictures-folder.ts'
import { lazyImport, raceAbort } from '../util/async.ts'
import { defineAlbum } from './define-album.ts'

export type { AlbumReport, Alternative, Problem } from '../node/system-album/inspect.ts'

/** The platform and environment that decide which album it is, by default those of this process. */
export type SystemOptions = Computer

/**
 * The album of this computer: Photos on macOS, the Pictures folder on Windows (wherever it was moved to) and on Linux
 * (`XDG_PICTURES_DIR`), where it is made if it is missing.
 */
export default defineAlbum((computer: SystemOptions = {}) => {
  // If it fails, the next photo tries again: the reason may be gone by then.
  const choose = lazyImport(() => chooseAlbum(computer))
  let chosen: Album | undefined
  return {
    name: 'system',
    async add(photo, signal) {
      // On Windows this may take seconds.
      chosen = await raceAbort(choose(), signal).catch((error) => {
        throw toSaveError(error)
      })
      return chosen.add(photo, signal)
    },
    read: async (location, signal) => (await choose()).read?.(location, signal),
    dispose: () => chosen?.dispose?.(),
  }
})

/** Imported on demand, since each computer needs only one of these albums. */
async function chooseAlbum(computer: Computer): Promise<Album> {
  const { platform = process.platform } = computer
  if (platform === 'darwin') return (await import('./apple-photos.ts')).default()
  const { default: directory } = await import('./directory.ts')
  return directory({ path: await picturesFolder(computer) })
}

/**
 * Reports which album this computer has, where it is, whether photos may be added and how much room is left. It changes
 * nothing, shows no prompts, and never throws: what cannot be determined is a problem in the report.
 */
export async function inspectSystemAlbum(computer: Computer = {}): Promise<AlbumReport> {
  return (await import('../node/system-album/inspect.ts')).inspect(computer)
}
