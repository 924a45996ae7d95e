/** The core of photosalbum: no platform, no album. */
export { SaveError, type SaveErrorReason, isSaveError } from './errors.ts'
export { saveImage } from './save-image.ts'
export { blob } from './sources/blob.ts'
export { dataUrl } from './sources/data-url.ts'
export { network, type NetworkOptions } from './sources/network.ts'
export { defineAlbum } from './albums/define-album.ts'
export { type RandomAccess, recognise } from './image/recognise.ts'
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
  Saved,
  SavedPhoto,
  SaveImageOptions,
  Source,
} from './types.ts'
