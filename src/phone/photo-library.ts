import type { Album, PermissionState } from '../core/types.ts'
import { type AppStorage, nativeAlbum, type PlatformError } from './native-album.ts'

/** The iOS classes that are used, as runtimes such as NativeScript expose them. */
export interface PhotoLibraryGlobals {
  readonly PHPhotoLibrary: {
    authorizationStatusForAccessLevel(level: number): number
    requestAuthorizationForAccessLevelHandler(level: number, handler: (status: number) => void): void
    sharedPhotoLibrary(): {
      performChangesCompletionHandler(change: () => void, done: (success: boolean, error: NSError | null) => void): void
    }
  }
  readonly PHAssetCreationRequest: {
    creationRequestForAsset(): {
      readonly placeholderForCreatedAsset: { readonly localIdentifier: string } | null
      addResourceWithTypeFileURLOptions(type: number, url: object, options: object | null): void
    }
  }
  readonly NSFileManager: {
    readonly defaultManager: {
      createDirectoryAtPathWithIntermediateDirectoriesAttributesError(
        path: string,
        createIntermediates: boolean,
        attributes: null,
      ): boolean
      createFileAtPathContentsAttributes(path: string, data: null, attributes: null): boolean
      attributesOfItemAtPathError(path: string): { objectForKey(key: string): unknown } | null
      fileExistsAtPath(path: string): boolean
      removeItemAtPathError(path: string): boolean
    }
  }
  readonly NSFileHandle: {
    fileHandleForWritingAtPath(path: string): {
      writeDataError(data: object): boolean
      closeAndReturnError(): boolean
    }
  }
  readonly NSURL: { fileURLWithPath(path: string): object }
  NSTemporaryDirectory(): string
}

interface NSError {
  readonly domain: string
  readonly code: number
  readonly localizedDescription: string
}

/** `PHAccessLevelAddOnly`: needs `NSPhotoLibraryAddUsageDescription` in the app's Info.plist. */
const ADD_ONLY = 1
/** `PHAssetResourceTypePhoto` */
const PHOTO = 1
/** `PHAuthorizationStatus` */
const STATES: { readonly [status: number]: PermissionState } = { 0: 'prompt', 3: 'granted', 4: 'granted' }

/** The photo library of iOS. A resource that is added from a file keeps the file's bytes and name. */
export function photoLibraryAlbum(name: string, timeout: number): Album {
  const ios = globalThis as unknown as PhotoLibraryGlobals
  const stateOf = (status: number) => STATES[status] ?? 'denied'
  return nativeAlbum({
    name,
    timeout,
    storage: temporaryFolder(ios),
    permission: () => stateOf(ios.PHPhotoLibrary.authorizationStatusForAccessLevel(ADD_ONLY)),
    requestPermission: () =>
      new Promise((resolve) => {
        ios.PHPhotoLibrary.requestAuthorizationForAccessLevelHandler(ADD_ONLY, (status) => resolve(stateOf(status)))
      }),
    save: (path) =>
      new Promise((resolve, reject) => {
        let location: string | undefined
        const change = () => {
          const request = ios.PHAssetCreationRequest.creationRequestForAsset()
          request.addResourceWithTypeFileURLOptions(PHOTO, ios.NSURL.fileURLWithPath(path), null)
          location = request.placeholderForCreatedAsset?.localIdentifier
        }
        ios.PHPhotoLibrary.sharedPhotoLibrary().performChangesCompletionHandler(change, (success, error) => {
          if (success) resolve({ outcome: 'stored', ...(location !== undefined && { location }) })
          else reject(error ? fromNSError(error) : { message: 'iOS gives no reason' })
        })
      }),
  })
}

function fromNSError({ domain, code, localizedDescription }: NSError): PlatformError {
  return { domain, code: `${domain} ${code}`, message: localizedDescription }
}

function temporaryFolder(ios: PhotoLibraryGlobals): AppStorage {
  const { NSFileManager, NSFileHandle } = ios
  const pathOf = (folder: string) => `${ios.NSTemporaryDirectory()}${folder}`
  // Without an argument for the NSError, NativeScript throws it.
  return {
    module: NSFileManager,
    create(folder, name) {
      const files = NSFileManager.defaultManager
      const path = `${pathOf(folder)}/${name}`
      files.createDirectoryAtPathWithIntermediateDirectoriesAttributesError(pathOf(folder), true, null)
      if (!files.createFileAtPathContentsAttributes(path, null, null)) throw new Error(`iOS did not create ${path}`)
      const handle = NSFileHandle.fileHandleForWritingAtPath(path)
      return {
        uri: path,
        write(bytes) {
          // A copy, because the runtime may pass on the whole buffer behind a view.
          handle.writeDataError(bytes.slice().buffer)
        },
        close() {
          handle.closeAndReturnError()
          return Number(files.attributesOfItemAtPathError(path)?.objectForKey('NSFileSize'))
        },
      }
    },
    remove(folder) {
      const files = NSFileManager.defaultManager
      if (files.fileExistsAtPath(pathOf(folder))) files.removeItemAtPathError(pathOf(folder))
    },
  }
}
