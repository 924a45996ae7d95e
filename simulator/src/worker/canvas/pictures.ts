import type { My } from 'photosalbum/bridge'

/** A picture by its path, or nothing when it cannot be had. */
export type LoadPicture = (path: string) => Promise<ImageBitmap | undefined>

export interface PictureSources {
  /** The app's files and the phone's network, for the canvas's own use. */
  readonly system: My
  /** A file of the app's own package, such as `/image/logo.png`. */
  packaged(path: string): Promise<ArrayBuffer | undefined>
  /** Says why a picture is missing. */
  warn(message: string): void
}

/** What a canvas can draw: a network address, `data:`, a file of the app, or one of its package. */
export function createPictures({ system, packaged, warn }: PictureSources): LoadPicture {
  return async (path) => {
    try {
      const bytes = await read(path)
      if (bytes) return await createImageBitmap(new Blob([bytes]))
      warn(`The picture ${path} is not in the package.`)
    } catch (thrown) {
      const { message, errorMessage } = thrown as { message?: string; errorMessage?: string }
      warn(`The picture ${path.slice(0, 120)} cannot be drawn: ${errorMessage ?? message}`)
    }
    return undefined
  }

  async function read(path: string): Promise<ArrayBuffer | undefined> {
    const files = system.getFileSystemManager()
    const readFile = async (filePath: string) => (await files.readFile({ filePath })).data as ArrayBuffer
    if (/^https:\/\/(resource|usr)\//.test(path)) return await readFile(path)
    if (!/^(https?:|data:)/i.test(path)) return await packaged(path)
    const { apFilePath } = await system.downloadFile({ url: path })
    const bytes = await readFile(apFilePath)
    await files.unlink({ filePath: apFilePath })
    return bytes
  }
}
