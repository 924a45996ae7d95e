import { toSaveError } from '../../../../src/core/errors.ts'
import { quote } from '../../../../src/util/format.ts'

/** Loads an image by path. Rejects with the reason, which is logged as well. */
export type LoadPicture = (path: string) => Promise<ImageBitmap>

export interface PictureSources {
  /** Reads a URL, a `data:` URL, a file of the app, or a file of its package. */
  read(path: string): Promise<ArrayBuffer>
  /** Reports why an image is missing. */
  warn(message: string): void
}

/** Loads images for the canvas. */
export function createPictures({ read, warn }: PictureSources): LoadPicture {
  return async (path) => {
    try {
      return await decoded(await read(path))
    } catch (cause) {
      const message = `The picture ${quote(path)} cannot be drawn: ${toSaveError(cause).message}`
      warn(message)
      throw new Error(message, { cause })
    }
  }
}

async function decoded(bytes: ArrayBuffer): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(new Blob([bytes]))
  } catch (cause) {
    throw new Error(`The browser cannot decode its ${bytes.byteLength} bytes as an image.`, { cause })
  }
}
