/** The core of photosalbum: no platform, no album. */

export { defineAlbum } from './albums/define-album.ts'
export type { SaveErrorDetails } from './core/error-details.ts'
export { isSaveError, SaveError, type SaveErrorReason } from './core/errors.ts'
export { chunksOf } from './core/image-stream.ts'
export { saveImage } from './core/save-image.ts'
export type {
  Album,
  ImageInfo,
  ImageType,
  Limits,
  MaybePromise,
  Opened,
  PermissionState,
  Photo,
  Progress,
  RandomAccess,
  Saved,
  SavedPhoto,
  SaveImageOptions,
  Source,
} from './core/types.ts'
export { identifyImage } from './image/identify.ts'
export { blob } from './sources/blob.ts'
export { dataUrl } from './sources/data-url.ts'
export {
  type Allow,
  type Fetch,
  type Fetched,
  type FetchInit,
  type NetworkOptions,
  network,
} from './sources/network/network.ts'
