import { readFile, realpath } from 'node:fs/promises'
import { dirname, join, posix, relative, sep } from 'node:path'
import { SaveError } from '../core/errors.ts'
import type { My } from '../my/my.ts'
import { toBase64 } from '../util/encoding.ts'
import type { ViewElement } from './types.ts'

export interface HeadlessImagesHost {
  /** A `my` with the app's network and files, whose calls are not counted as calls of the app. */
  readonly my: My
  /** The folder of `app.json`. */
  readonly root: string
  /** Called with `true` when an image starts to load, and with `false` when it has loaded or failed. */
  loading(isLoading: boolean): void
}

/** The event of an `image` about its picture: its size, or the reason why it cannot be shown. */
export type ImageEvent =
  | { readonly type: 'load'; readonly detail: { readonly width: number; readonly height: number } }
  | { readonly type: 'error'; readonly detail: { readonly errMsg: string } }

/** Loads the picture of an `image` if the app listens to its events. Resolves with `undefined` otherwise. */
export async function loadImage(host: HeadlessImagesHost, node: ViewElement): Promise<ImageEvent | undefined> {
  const { src } = node.attributes
  const isAwaited = node.events.some((event) => event === 'load' || event === 'error')
  if (node.tag !== 'image' || typeof src !== 'string' || src === '' || !isAwaited) return undefined
  host.loading(true)
  try {
    const { width, height } = await host.my.getImageInfo({ src: await fileOf(host, src, node.source?.[0] ?? '') })
    return { type: 'load', detail: { width, height } }
  } catch (thrown) {
    const { errorMessage, message } = thrown as { errorMessage?: string; message?: string }
    return { type: 'error', detail: { errMsg: errorMessage ?? message ?? String(thrown) } }
  } finally {
    host.loading(false)
  }
}

/** The path or URL for `my.getImageInfo`. A file of the package is copied to a file of the app. */
async function fileOf(host: HeadlessImagesHost, src: string, template: string): Promise<string> {
  if (/^(https?:|blob:)/i.test(src)) return src
  const path = /^[a-z]+:/i.test(src) || src.startsWith('/') ? src : posix.join('/', dirname(template), src)
  return await keepImage(host, await readImage(host, path))
}

/** Reads a URL, a `data:` URL, a file of the app, or a file of its package. */
export async function readImage({ my, root }: Omit<HeadlessImagesHost, 'loading'>, path: string): Promise<ArrayBuffer> {
  if (/^[a-z]+:/i.test(path)) {
    const isFile = /^https:\/\/(resource|usr)\//.test(path)
    const filePath = isFile ? path : (await my.downloadFile({ url: path })).apFilePath
    return (await my.getFileSystemManager().readFile({ filePath })).data as ArrayBuffer
  }
  const folder = await realpath(root)
  const file = await realpath(join(folder, path)).catch(() => undefined)
  const inside = file === undefined ? '..' : relative(folder, file)
  if (file === undefined || inside === '..' || inside.startsWith(`..${sep}`))
    throw new SaveError('not-found', `${path} is not in the package.`, {
      details: { code: 'package-file-missing', path },
    })
  return new Uint8Array(await readFile(file)).buffer
}

/** Writes a temporary file of the app, and returns its path. The type is not needed, since it is detected from the bytes. */
export async function keepImage({ my }: Pick<HeadlessImagesHost, 'my'>, bytes: ArrayBuffer): Promise<string> {
  return (await my.downloadFile({ url: `data:image/png;base64,${toBase64(new Uint8Array(bytes))}` })).apFilePath
}
