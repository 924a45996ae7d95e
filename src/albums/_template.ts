import { SaveError } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import { defineAlbum } from './define-album.ts'

/** The options of this album. Document each with its unit and its default. */
export interface TemplateOptions {
  /**
   * How many bytes the album can hold.
   * @default Infinity
   */
  readonly capacity?: number
}

/**
 * One sentence: where a photo goes. Copy this file to start an album, add a page in `docs/albums` and a test of the same
 * name, and let `describeAlbum` check it against the contract. This template passes, too: it is a map from names to bytes.
 */
export default defineAlbum(({ capacity = Number.POSITIVE_INFINITY }: TemplateOptions = {}) => {
  const photos = new Map<string, Blob>()
  return {
    name: 'template',
    photos,
    async add(photo, signal) {
      // 1. Put the bytes where they are not visible yet. The loop ends normally only if the image is complete; anything else,
      //    including an abort, throws a SaveError. Then undo here what was begun (C18).
      const chunks: BlobPart[] = []
      let size = 0
      for await (const chunk of chunksOf(photo, signal)) {
        size += chunk.byteLength
        // A failure of the album itself becomes a SaveError: a fitting reason, and one line that says what to do.
        if (size > capacity)
          throw new SaveError('storage-full', `There is no space for ${photo.name}. Free some space.`)
        chunks.push(chunk.slice())
      }
      // 2. Publish the photo in one step, under a free name: nothing is ever replaced (C15).
      const name = freeName(photo.name, photos)
      photos.set(name, new Blob(chunks))
      // 3. `stored` if the photo is safely there, `handed-over` if there is no way to know (C17).
      return { outcome: 'stored', location: name }
    },
    // Add `permission` and `requestPermission` if the user must be asked, and `dispose` if something must be released.
  }
})

function freeName(name: string, used: ReadonlyMap<string, unknown>): string {
  const dot = name.lastIndexOf('.')
  let free = name
  for (let number = 2; used.has(free); number++) free = `${name.slice(0, dot)} (${number})${name.slice(dot)}`
  return free
}
