import { toSaveError } from '../core/errors.ts'
import type { Album } from '../core/types.ts'
import type { AlbumReport } from '../node/system-album/inspect.ts'
import { type Computer, picturesFolder } from '../node/system-album/pictures-folder.ts'
import { raceAbort } from '../util/abort.ts'
import { defineAlbum } from './define-album.ts'

export type { AlbumReport, Alternative } from '../node/system-album/inspect.ts'
export type { Problem } from '../node/system-album/inspect-folder.ts'

/** Which computer's album. This one's unless told otherwise. */
export type SystemOptions = Computer

/**
 * The album of this computer: Photos on macOS, the Pictures folder on Windows (wherever it was moved) and on Linux and
 * its kin (`XDG_PICTURES_DIR`), where it is made if it is missing.
 */
export default defineAlbum((computer: SystemOptions = {}) => {
  let chosen: Promise<Album> | undefined
  return {
    name: 'system',
    async add(photo, signal) {
      chosen ??= choose(computer)
      const choice = chosen
      // What stood in the way may be gone at the next photo.
      choice.catch(() => {
        if (chosen === choice) chosen = undefined
      })
      // Windows may take its time to answer.
      const album = await raceAbort(choice, signal).catch((thrown) => {
        throw toSaveError(thrown)
      })
      return album.add(photo, signal)
    },
  }
})

/** Imported when needed: each computer needs only one of them. */
async function choose(computer: Computer): Promise<Album> {
  const { platform = process.platform } = computer
  if (platform === 'darwin') return (await import('./apple-photos.ts')).default()
  const { default: directory } = await import('./directory.ts')
  return directory({ path: await picturesFolder(computer) })
}

/**
 * Looks at the album of this computer: which one, where, whether photos may be added and how much room is left. Changes
 * nothing, asks nobody anything, and never throws: what cannot be found out is a problem in the report.
 */
export async function inspectSystemAlbum(computer: Computer = {}): Promise<AlbumReport> {
  return (await import('../node/system-album/inspect.ts')).inspect(computer)
}
