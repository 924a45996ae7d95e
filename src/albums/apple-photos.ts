import { checkOption, milliseconds } from '../core/validation.ts'
import { Cloner, withPhotoFile } from '../node/photo-file.ts'
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
  // Photos handles one event at a time: others would only wait, and might exceed the timeout.
  const queue = new Limiter(1)
  const cloner = new Cloner()
  return {
    name: 'apple-photos',
    async add(photo, signal) {
      const id = await withPhotoFile(photo, cloner, signal, (path) =>
        queue.run(() => importIntoPhotos(path, timeout, signal), signal),
      )
      return { outcome: 'stored', location: id }
    },
  }
})
