/** The core of photosalbum: no platform, no album. */

export { defineAlbum } from './albums/define-album.ts'
export { chunksOf } from './chunks-of.ts'
export { isSaveError, SaveError, type SaveErrorReason } from './errors.ts'
export { recognise } from './image/recognise-later.ts'
export { saveImage } from './save-image.ts'
export { blob } from './sources/blob.ts'
export { dataUrl } from './sources/data-url.ts'
export { type Fetch, type Fetched, type FetchInit, type NetworkOptions, network } from './sources/network.ts'
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
} from './types.ts'
