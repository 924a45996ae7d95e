import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSaveError, throwIfCancelled } from '../core/errors.ts'
import { checkOption, milliseconds } from '../core/validation.ts'
import { diskError } from '../node/disk-error.ts'
import { Cloner, createPhotoFile } from '../node/photo-file.ts'
import { importIntoPhotos } from '../node/system-album/photos-app.ts'
import { Limiter } from '../util/async.ts'
import { defineAlbum } from './define-album.ts'

export interface ApplePhotosOptions {
  /**
   * How long Photos may take for one photo, in milliseconds.
   * @default 120_000
   */
  readonly timeout?: number
}

/**
 * Photos on macOS. It imports files and names photos after them, so each photo is first written to a file of its name in
 * a temporary folder, which is then removed.
 */
export default defineAlbum(({ timeout = 120_000 }: ApplePhotosOptions = {}) => {
  checkOption('applePhotos', 'timeout', timeout, milliseconds)
  // Photos handles one event at a time: more would only run into the time limit while they wait.
  const queue = new Limiter(1)
  const cloner = new Cloner()
  return {
    name: 'apple-photos',
    async add(photo, signal) {
      let folder: string | undefined
      try {
        folder = await mkdtemp(join(tmpdir(), 'photosalbum-'))
        const path = join(folder, photo.name)
        const file = await createPhotoFile(path, photo, cloner)
        try {
          await file.fill(signal)
          await file.check?.()
        } finally {
          file.close()
        }
        const id = await queue.run(() => importIntoPhotos(path, timeout, signal), signal)
        return { outcome: 'stored', location: id }
      } catch (error) {
        if (error === signal.reason) throwIfCancelled(signal)
        throw isSaveError(error) ? error : diskError(error, 'prepare-import', folder ?? tmpdir())
      } finally {
        if (folder) await rm(folder, { recursive: true, force: true }).catch(() => {})
      }
    },
  }
})
