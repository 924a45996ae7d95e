import type { Album, PermissionState } from '../core/types.ts'
import { milliseconds } from '../core/validation.ts'
import { type AppStorage, aModule, checkRequiredOptions, nativeAlbum } from '../phone/native-album.ts'
import { defineAlbum } from './define-album.ts'

/** The part of `expo-media-library` (56.0.5 or later) that is used. */
export interface ExpoMediaLibrary {
  readonly Asset: { create(filePath: string): Promise<{ readonly id: string }> }
  getPermissionsAsync(writeOnly: boolean): Promise<ExpoPermission>
  requestPermissionsAsync(writeOnly: boolean): Promise<ExpoPermission>
}

export interface ExpoPermission {
  readonly granted: boolean
  readonly canAskAgain: boolean
}

/** The part of `expo-file-system` that is used. */
export interface ExpoFileSystem {
  readonly Paths: { readonly cache: object }
  readonly File: new (directory: never, name: string) => ExpoFile
  readonly Directory: new (...path: never[]) => ExpoDirectory
}

export interface ExpoFile {
  readonly uri: string
  readonly size: number
  create(options: { intermediates: boolean }): void
  open(): { writeBytes(bytes: Uint8Array): unknown; close(): void }
}

export interface ExpoDirectory {
  readonly exists: boolean
  create(options: { intermediates: boolean }): void
  delete(): void
}

export interface ExpoOptions {
  /** `import * as mediaLibrary from 'expo-media-library'` */
  readonly mediaLibrary: ExpoMediaLibrary
  /** `import * as fileSystem from 'expo-file-system'` */
  readonly fileSystem: ExpoFileSystem
  /**
   * How long the phone may take to add one photo, in milliseconds.
   * @default 60_000
   */
  readonly timeout?: number
}

const DENIED = ['ERR_FAILED_TO_GRANT_PERMISSIONS', 'ERR_PERMISSION', 'ERR_PERMISSIONS']

/** The photos of the phone, in an app made with Expo. Asks for permission to add photos, never to read them. */
export default defineAlbum((options: ExpoOptions): Album => {
  checkRequiredOptions(
    'expo',
    options,
    {
      mediaLibrary: aModule('expo-media-library', (module: ExpoMediaLibrary) => module.Asset.create),
      fileSystem: aModule('expo-file-system', (module: ExpoFileSystem) => module.File),
      timeout: milliseconds,
    },
    'mediaLibrary',
    'fileSystem',
  )
  const { mediaLibrary, fileSystem, timeout = 60_000 } = options
  return nativeAlbum({
    name: 'expo',
    timeout,
    storage: appStorage(fileSystem),
    permission: async () => permissionState(await mediaLibrary.getPermissionsAsync(true)),
    requestPermission: async () => permissionState(await mediaLibrary.requestPermissionsAsync(true)),
    // Without an album: putting the photo into one needs the permission to read all photos.
    save: async (uri) => ({ outcome: 'stored', location: (await mediaLibrary.Asset.create(uri)).id }),
    reason: ({ code }) => (DENIED.includes(code as string) ? 'permission-denied' : undefined),
  })
})

function permissionState({ granted, canAskAgain }: ExpoPermission): PermissionState {
  return granted ? 'granted' : canAskAgain ? 'prompt' : 'denied'
}

function appStorage(fileSystem: ExpoFileSystem): AppStorage {
  const { File, Directory, Paths } = fileSystem
  const directory = (folder: string) => new Directory(...([Paths.cache, folder] as never[]))
  return {
    module: fileSystem,
    create(folder, name) {
      const parent = directory(folder)
      parent.create({ intermediates: true })
      const file = new File(parent as never, name)
      file.create({ intermediates: true })
      const handle = file.open()
      return {
        uri: file.uri,
        write: async (bytes) => {
          await handle.writeBytes(bytes)
        },
        close() {
          handle.close()
          return file.size
        },
      }
    },
    remove(folder) {
      const target = directory(folder)
      if (target.exists) target.delete()
    },
  }
}
