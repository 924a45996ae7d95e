import { lazyImport } from '../../util/async.ts'
import type { Api } from '../api.ts'
import type { AsyncApi } from '../call.ts'
import { NOT_AN_IMAGE, NOT_FOUND } from '../codes.ts'
import type { Orientation } from './image-calls.ts'

export interface ImageInfoResult {
  /** In pixels, as stored: `orientation` is not applied. */
  width: number
  height: number
  /** A local file, even if `src` is a URL. */
  path: string
  orientation: Orientation
  /** A string such as `png`, as documented. The published typings declare a number; `never` is assignable to both. */
  type: never
}

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

const implementation = lazyImport(() => import('./image-calls.ts'))

/** An image on the network is downloaded to a temporary file. */
const getImageInfo: Api<'src'> = {
  since: '1.4.0',
  options: ['src'],
  returns: ['width', 'height', 'path', 'orientation', 'type'],
  code: (reason, _platform, details) =>
    reason === 'no-file-path' || details?.code === 'file-not-listed' ? NOT_FOUND : NOT_AN_IMAGE,
  run: async (input, call, context) => (await implementation()).getImageInfo(input, call, context),
}

/** Settles when the user has closed the preview. */
const previewImage: Api<'urls' | 'current'> = {
  options: ['urls', 'current'],
  ignores: ['enablesavephoto', 'enableShowPhotoDownload'],
  run: async (input, call, context) => (await implementation()).previewImage(input, call, context),
}

export const apis = { getImageInfo, previewImage }
