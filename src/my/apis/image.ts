import { raceAbort } from '../../util/abort.ts'
import { lazyImport } from '../../util/lazy-import.ts'
import { quote } from '../../util/quote.ts'
import { type Api, invalidParameter, positiveNumber } from '../api.ts'
import type { AsyncApi } from '../call.ts'
import { NOT_AN_IMAGE, NOT_FOUND } from '../codes.ts'

export interface ImageInfoResult {
  /** In pixels, as stored: `orientation` is not applied. */
  width: number
  height: number
  /** A local file, whatever `src` was. */
  path: string
  orientation: Orientation
  /** A string such as `png`, as documented. The published typings say number; `never` fits code written for either. */
  type: never
}

/** The documented values of `type`. */
export type DocumentedType = 'bmp' | 'gif' | 'heic' | 'hevc' | 'jpg' | 'png' | 'webp'

/** By EXIF orientation, starting with 1. */
export type Orientation =
  | 'up'
  | 'up-mirrored'
  | 'down'
  | 'down-mirrored'
  | 'left-mirrored'
  | 'right'
  | 'right-mirrored'
  | 'left'

export type GetImageInfo = AsyncApi<{ src: string }, ImageInfoResult>
export type PreviewImage = AsyncApi<
  {
    urls: string[]
    current?: number
    enablesavephoto?: boolean
    enableSavePhoto?: boolean
    enableShowPhotoDownload?: boolean
  },
  object,
  void
>

const implementation = lazyImport(() => import('./image-info.ts'))

/** An image on the network becomes a temporary file. */
const getImageInfo: Api<'src'> = {
  since: '1.4.0',
  options: ['src'],
  returns: ['width', 'height', 'path', 'orientation', 'type'],
  code: (reason, _platform, details) =>
    reason === 'no-file-path' || details?.code === 'file-not-listed' ? NOT_FOUND : NOT_AN_IMAGE,
  run: async (input, call, context) => (await implementation()).getImageInfo(input, call, context),
}

/** Settles when the person has closed the pictures. */
const previewImage: Api<'urls' | 'current'> = {
  options: ['urls', 'current'],
  ignores: ['enablesavephoto', 'enableShowPhotoDownload'],
  async run({ urls, current }, { signal }, { screen }) {
    const pictures: unknown[] = Array.isArray(urls) ? Array.from(urls) : []
    if (pictures.length === 0 || !pictures.every((url) => typeof url === 'string' && url !== '')) {
      throw invalidParameter('my.previewImage: urls must be an array of at least one picture address.', {
        code: 'urls-invalid',
        api: 'previewImage',
      })
    }
    const shown = pictures as string[]
    const wrong = shown.find((url) => !/^https?:\/\//i.test(url))
    if (wrong !== undefined) {
      throw invalidParameter(
        `my.previewImage: ${quote(wrong)} cannot be shown: pass https://… or a file of the app; download a data: URL with my.downloadFile first.`,
        { code: 'picture-url-invalid', api: 'previewImage', url: quote(wrong) },
      )
    }
    const index = typeof current === 'string' ? shown.indexOf(current) : Math.floor(positiveNumber(current, 0))
    const first = Math.min(Math.max(index, 0), shown.length - 1)
    await raceAbort(screen.preview?.({ urls: shown, current: first }), signal)
    return undefined
  },
}

export const apis = { getImageInfo, previewImage }
