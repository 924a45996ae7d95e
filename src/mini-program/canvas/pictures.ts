import { toSaveError } from '../../core/errors.ts'
import type { Description } from '../../core/problem-details.ts'
import { quote } from '../../util/format.ts'
import type { Graphics } from './graphics.ts'

/** Loads an image by path. Rejects with the reason, which is logged as well. */
export type LoadPicture = (path: string) => Promise<ImageBitmap>

export interface PictureSources {
  /** Reads a URL, a `data:` URL, a file of the app, or a file of its package. */
  read(path: string): Promise<ArrayBuffer>
  /** Reports why an image is missing. */
  warn(description: Description): void
}

/** Loads images for the canvas. */
export function createPictures(graphics: Graphics, { read, warn }: PictureSources): LoadPicture {
  return async (given) => {
    const path = quote(given)
    const bytes = await read(given).catch((cause: unknown) => {
      const problem = toSaveError(cause).message
      const message = `The picture ${path} cannot be drawn: ${problem}`
      throw failed({ message, details: { code: 'picture-not-drawn', path, problem } }, cause)
    })
    return await graphics.decode(new Blob([bytes])).catch((cause: unknown) => {
      const message = `The picture ${path} cannot be drawn: its ${bytes.byteLength} bytes cannot be decoded as an image here.`
      throw failed({ message, details: { code: 'picture-undecodable', path, bytes: bytes.byteLength } }, cause)
    })
  }

  function failed(description: Description, cause: unknown): Error {
    warn(description)
    return new Error(description.message, { cause })
  }
}
