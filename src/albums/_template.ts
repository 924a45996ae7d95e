import { SaveError } from '../core/errors.ts'
import { chunksOf } from '../core/image-stream.ts'
import { defineAlbum } from './define-album.ts'

/** What the user of this album chooses. Give each option its unit and what it is unless told otherwise. */
export interface TemplateOptions {
  /** How many bytes fit in. No bound unless told otherwise. */
  readonly capacity?: number
}

/**
 * One sentence: where a photo goes. Copy this file to start an album, give it a page in `docs/albums` and a test of the
 * same name, and let `describeAlbum` hold it to the contract. This one keeps it, too: it is a map from names to bytes.
 */
export default defineAlbum(({ capacity = Number.POSITIVE_INFINITY }: TemplateOptions = {}) => {
  const photos = new Map<string, Blob>()
  return {
    name: 'template',
    photos,
    async add(photo, signal) {
      // 1. Take the bytes to a place where nobody sees them. The loop ends well only if the image was whole; whatever
      //    else happens throws a SaveError out of it, an abort included. Then undo here what was begun (C18).
      const chunks: BlobPart[] = []
      let size = 0
      for await (const chunk of chunksOf(photo, signal)) {
        size += chunk.byteLength
        // What the place itself refuses becomes a SaveError with the reason that fits, and one line that helps.
        if (size > capacity) throw new SaveError('storage-full', `${photo.name} does not fit in. Free some room.`)
        chunks.push(chunk.slice())
      }
      // 2. Publish it in one step, under a name that is free: nothing is ever replaced (C15).
      const name = freeName(photo.name, photos)
      photos.set(name, new Blob(chunks))
      // 3. `stored` when it is safely there, `handed-over` where the place does not tell (C17).
      return { outcome: 'stored', location: name }
    },
    // `permission` and `requestPermission` only where the place has something to ask; `dispose` where it holds something.
  }
})

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  const dot = name.lastIndexOf('.')
  let free = name
  for (let number = 2; taken.has(free); number++) free = `${name.slice(0, dot)} (${number})${name.slice(dot)}`
  return free
}
