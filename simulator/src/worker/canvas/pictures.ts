import { toSaveError } from '../../../../src/core/errors.ts'
import { quote } from '../../../../src/util/format.ts'

/** A picture by its path. Rejects when it cannot be had: with why, which the log has told by then. */
export type LoadPicture = (path: string) => Promise<ImageBitmap>

export interface PictureSources {
  /** What the phone has at a path: of the network, `data:`, a file of the app, or one of its package. */
  read(path: string): Promise<ArrayBuffer>
  /** Says why a picture is missing. */
  warn(message: string): void
}

/** What a canvas can draw. */
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
    throw new Error(`Its ${bytes.byteLength} bytes are no image that a browser can draw.`, { cause })
  }
}
