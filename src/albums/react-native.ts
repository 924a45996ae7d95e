import { SaveError } from '../core/errors.ts'
import type { Album, PermissionState, Photo } from '../core/types.ts'
import { milliseconds, oneOf } from '../core/validation.ts'
import { type AppStorage, aModule, checkRequiredOptions, nativeAlbum } from '../phone/native-album.ts'
import { toBase64 } from '../util/encoding.ts'
import { defineAlbum } from './define-album.ts'

/** The part of `@react-native-camera-roll/camera-roll` (7.10) that is used. */
export interface CameraRollModule {
  readonly CameraRoll: {
    saveAsset(uri: string, options: { type: 'photo' }): Promise<{ readonly node: { readonly image: { uri: string } } }>
  }
  iosReadGalleryPermission(accessLevel: 'addOnly'): Promise<string>
  iosRequestAddOnlyGalleryPermission(): Promise<string>
}

/** The part of `@dr.pogodin/react-native-fs` or `react-native-fs` that is used. */
export interface ReactNativeFs {
  readonly CachesDirectoryPath: string
  mkdir(path: string): Promise<unknown>
  appendFile(path: string, contents: string, encoding: 'base64'): Promise<unknown>
  stat(path: string): Promise<{ readonly size: number | string }>
  exists(path: string): Promise<boolean>
  unlink(path: string): Promise<unknown>
}

export interface ReactNativeOptions {
  /** `import * as cameraRoll from '@react-native-camera-roll/camera-roll'` */
  readonly cameraRoll: CameraRollModule
  /** `import * as fs from '@dr.pogodin/react-native-fs'`, or `react-native-fs` */
  readonly fs: ReactNativeFs
  /** `Platform.OS` of `react-native`. The module behaves differently on the two platforms. */
  readonly os: string
  /**
   * How long the phone may take to add one photo, in milliseconds.
   * @default 60_000
   */
  readonly timeout?: number
}

const DENIED = ['E_PHOTO_LIBRARY_AUTH_DENIED', 'E_PHOTO_LIBRARY_AUTH_RESTRICTED']

/** The photos of the phone, in an app made with React Native. Asks for permission to add photos, never to read them. */
export default defineAlbum((options: ReactNativeOptions): Album => {
  checkRequiredOptions(
    'reactNative',
    options,
    {
      cameraRoll: aModule(
        '@react-native-camera-roll/camera-roll',
        (module: CameraRollModule) => module.CameraRoll.saveAsset,
      ),
      fs: aModule('@dr.pogodin/react-native-fs', (module: ReactNativeFs) => module.appendFile),
      os: oneOf('ios', 'android'),
      timeout: milliseconds,
    },
    'cameraRoll',
    'fs',
    'os',
  )
  const { cameraRoll, fs, os, timeout = 60_000 } = options
  return nativeAlbum({
    name: 'react-native',
    timeout,
    storage: appStorage(fs),
    check: os === 'ios' ? refuseWebp : () => {},
    // Android 10 and later need no permission. Before, the app asks for WRITE_EXTERNAL_STORAGE itself.
    ...(os === 'ios' && {
      permission: async () => permissionState(await cameraRoll.iosReadGalleryPermission('addOnly')),
      requestPermission: async () => permissionState(await cameraRoll.iosRequestAddOnlyGalleryPermission()),
    }),
    async save(uri) {
      try {
        const { node } = await cameraRoll.CameraRoll.saveAsset(uri, { type: 'photo' })
        return { outcome: 'stored', location: node.image.uri }
      } catch (error) {
        if (os === 'ios' && isAddedButUnreadable(error)) return { outcome: 'handed-over' }
        throw error
      }
    },
    reason: ({ code }) => (DENIED.includes(code as string) ? 'permission-denied' : undefined),
  })
})

/** The camera roll decodes WebP on iOS and saves another image (`saveToCameraRoll` in RNCCameraRoll.mm). */
function refuseWebp({ name, type }: Photo): void {
  if (type !== 'webp') return
  throw new SaveError(
    'unimplemented',
    `The React Native camera roll would convert ${name} on iOS, where it saves no WebP as it is. Save a PNG or a JPEG, or use the album expo().`,
    { details: { code: 'webp-converted', photo: name } },
  )
}

/**
 * With permission to add only, the module adds the photo on iOS, cannot read it back, and rejects without an error of the
 * system. Adding it again would add it twice.
 */
function isAddedButUnreadable(error: unknown): boolean {
  const { code, domain } = (error ?? {}) as { code?: unknown; domain?: unknown }
  return code === 'E_UNABLE_TO_SAVE' && (domain === undefined || domain === 'RCTErrorDomain')
}

function permissionState(status: string): PermissionState {
  return status === 'granted' || status === 'limited' ? 'granted' : status === 'not-determined' ? 'prompt' : 'denied'
}

function appStorage(fs: ReactNativeFs): AppStorage {
  const pathOf = (folder: string) => `${fs.CachesDirectoryPath}/${folder}`
  return {
    module: fs,
    async create(folder, name) {
      await fs.mkdir(pathOf(folder))
      const path = `${pathOf(folder)}/${name}`
      return {
        uri: `file://${encodeURI(path).replace(/[?#]/g, encodeURIComponent)}`,
        write: async (bytes) => {
          await fs.appendFile(path, toBase64(bytes), 'base64')
        },
        close: async () => Number((await fs.stat(path)).size),
      }
    },
    async remove(folder) {
      if (await fs.exists(pathOf(folder))) await fs.unlink(pathOf(folder))
    },
  }
}
