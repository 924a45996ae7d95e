import { raceAbort } from '../../util/abort.ts'
import { lazyImport } from '../../util/lazy-import.ts'
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
  { urls: string[]; current?: number; enableSavePhoto?: boolean; enableShowPhotoDownload?: boolean },
  object,
  void
>

const implementation = lazyImport(() => import('./image-info.ts'))

/** An image on the network becomes a temporary file. */
const getImageInfo: Api<'src'> = {
  since: '1.4.0',
  options: ['src'],
  returns: ['width', 'height', 'path', 'orientation', 'type'],
  code: (reason) => (reason === 'no-file-path' ? NOT_FOUND : NOT_AN_IMAGE),
  run: async (input, call, context) => (await implementation()).getImageInfo(input, call, context),
}

/** Settles when the person has closed the pictures. */
const previewImage: Api<'urls' | 'current'> = {
  options: ['urls', 'current'],
  ignores: ['enableSavePhoto', 'enableShowPhotoDownload'],
  async run({ urls, current }, { signal }, { screen }) {
    const pictures: unknown[] = Array.isArray(urls) ? Array.from(urls) : []
    if (pictures.length === 0 || !pictures.every((url) => typeof url === 'string' && url !== '')) {
      throw invalidParameter('my.previewImage: urls must be an array of at least one picture address.', {
        code: 'urls-invalid',
        api: 'previewImage',
      })
    }
    const first = Math.min(Math.floor(positiveNumber(current, 0)), pictures.length - 1)
    await raceAbort(screen.preview?.({ urls: pictures as string[], current: first }), signal)
    return undefined
  },
}

export const apis = { getImageInfo, previewImage }
