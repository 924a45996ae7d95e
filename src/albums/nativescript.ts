import type { Album } from '../core/types.ts'
import { aString, milliseconds } from '../core/validation.ts'
import { mediaStoreAlbum } from '../phone/media-store.ts'
import { aModule, checkRequiredOptions } from '../phone/native-album.ts'
import { photoLibraryAlbum } from '../phone/photo-library.ts'
import { defineAlbum } from './define-album.ts'

/** The part of `@nativescript/core` (8 or later) that is used. */
export interface NativeScriptCore {
  readonly isAndroid: boolean
  readonly Utils: { readonly android: { getApplicationContext(): unknown } }
}

export interface NativeScriptOptions {
  /** `import * as core from '@nativescript/core'` */
  readonly core: NativeScriptCore
  /**
   * The folder on Android, in `Pictures`. Galleries show it as an album. iOS adds the photo to the library and to no album.
   * @default 'Photos'
   */
  readonly folder?: string
  /**
   * How long the phone may take to add one photo, in milliseconds.
   * @default 60_000
   */
  readonly timeout?: number
}

/** The photos of the phone, in an app made with NativeScript: `PHPhotoLibrary` on iOS, `MediaStore` on Android. */
export default defineAlbum((options: NativeScriptOptions): Album => {
  checkRequiredOptions(
    'nativescript',
    options,
    {
      core: aModule('@nativescript/core', ({ isAndroid, Utils }: NativeScriptCore) =>
        isAndroid ? Utils.android.getApplicationContext : () => {},
      ),
      folder: aString,
      timeout: milliseconds,
    },
    'core',
  )
  const { core, folder = 'Photos', timeout = 60_000 } = options
  if (core.isAndroid) return mediaStoreAlbum('nativescript', () => core.Utils.android.getApplicationContext(), folder)
  return photoLibraryAlbum('nativescript', timeout)
})
