import { toSaveError } from '../../core/errors.ts'
import { quote } from '../../util/format.ts'
import type { Graphics } from './graphics.ts'

/** Loads an image by path. Rejects with the reason, which is logged as well. */
export type LoadPicture = (path: string) => Promise<ImageBitmap>

export interface PictureSources {
  /** Reads a URL, a `data:` URL, a file of the app, or a file of its package. */
  read(path: string): Promise<ArrayBuffer>
  /** Reports why an image is missing. */
  warn(message: string): void
}

/** Loads images for the canvas. */
export function createPictures(graphics: Graphics, { read, warn }: PictureSources): LoadPicture {
  return async (path) => {
    try {
      return await decoded(graphics, await read(path))
    } catch (cause) {
      const message = `The picture ${quote(path)} cannot be drawn: ${toSaveError(cause).message}`
      warn(message)
      throw new Error(message, { cause })
    }
  }
}

async function decoded(graphics: Graphics, bytes: ArrayBuffer): Promise<ImageBitmap> {
  try {
    return await graphics.decode(new Blob([bytes]))
  } catch (cause) {
    throw new Error(`Its ${bytes.byteLength} bytes cannot be decoded as an image here.`, { cause })
  }
}
