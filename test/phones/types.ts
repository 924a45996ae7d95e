/** Compiled by `npm run test:phones`: the albums take the modules with their published types. */
import { Filesystem } from '@capacitor/filesystem'
import { Media } from '@capacitor-community/media'
import * as fs from '@dr.pogodin/react-native-fs'
import * as core from '@nativescript/core'
import * as cameraRoll from '@react-native-camera-roll/camera-roll'
import * as fileSystem from 'expo-file-system'
import * as mediaLibrary from 'expo-media-library'
import capacitor from 'photosalbum/albums/capacitor'
import expo from 'photosalbum/albums/expo'
import nativescript from 'photosalbum/albums/nativescript'
import reactNative from 'photosalbum/albums/react-native'
import * as oldFs from 'react-native-fs'
import type { MediaStoreGlobals } from '../../src/phone/media-store.ts'
import type { PhotoLibraryGlobals } from '../../src/phone/photo-library.ts'

expo({ mediaLibrary, fileSystem })
reactNative({ cameraRoll, fs, os: 'ios' })
reactNative({ cameraRoll, fs: oldFs, os: 'android' })
capacitor({ media: Media, filesystem: Filesystem })
nativescript({ core })

// The classes of the systems, as NativeScript types them.
export const ios: PhotoLibraryGlobals = {
  PHPhotoLibrary,
  PHAssetCreationRequest,
  NSFileManager,
  NSFileHandle,
  NSURL,
  NSTemporaryDirectory,
}
export const androidAndJava: MediaStoreGlobals = { android, java }
