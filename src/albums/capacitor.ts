import type { Album } from '../core/types.ts'
import { aString, milliseconds } from '../core/validation.ts'
import { type AppStorage, aModule, checkRequiredOptions, nativeAlbum } from '../phone/native-album.ts'
import { lazyImport } from '../util/async.ts'
import { toBase64 } from '../util/encoding.ts'
import { defineAlbum } from './define-album.ts'

/** The part of `Media` of `@capacitor-community/media` (9.1) that is used. */
export interface CapacitorMedia {
  savePhoto(options: {
    path: string
    albumIdentifier?: string
    fileName?: string
  }): Promise<{ readonly filePath?: string; readonly identifier?: string }>
  getAlbumsPath(): Promise<{ readonly path: string }>
  createAlbum(options: { name: string }): Promise<void>
}

/** The part of `Filesystem` of `@capacitor/filesystem` (8) that is used. */
export interface CapacitorFilesystem {
  writeFile(options: { path: string; data: string; directory: never; recursive: boolean }): Promise<{ uri: string }>
  appendFile(options: { path: string; data: string; directory: never }): Promise<void>
  stat(options: { path: string; directory: never }): Promise<{ readonly size: number }>
  rmdir(options: { path: string; directory: never; recursive: boolean }): Promise<void>
}

export interface CapacitorOptions {
  /** `import { Media } from '@capacitor-community/media'` */
  readonly media: CapacitorMedia
  /** `import { Filesystem } from '@capacitor/filesystem'` */
  readonly filesystem: CapacitorFilesystem
  /**
   * The album on Android, which is created if it does not exist. iOS adds the photo to the library and to no album.
   * @default 'Photos'
   */
  readonly album?: string
  /**
   * How long the phone may take to add one photo, in milliseconds.
   * @default 60_000
   */
  readonly timeout?: number
}

/** `Directory.Cache` of `@capacitor/filesystem`. */
const CACHE = 'CACHE' as never

/** The photos of the phone, in an app made with Capacitor. */
export default defineAlbum((options: CapacitorOptions): Album => {
  checkRequiredOptions(
    'capacitor',
    options,
    {
      media: aModule('@capacitor-community/media', (module: CapacitorMedia) => module.savePhoto),
      filesystem: aModule('@capacitor/filesystem', (module: CapacitorFilesystem) => module.appendFile),
      album: aString,
      timeout: milliseconds,
    },
    'media',
    'filesystem',
  )
  const { media, filesystem, album = 'Photos', timeout = 60_000 } = options
  const androidAlbum = lazyImport(() => createAndroidAlbum(media, album))
  return nativeAlbum({
    name: 'capacitor',
    timeout,
    storage: appStorage(filesystem),
    async save(path, photo) {
      const albumIdentifier = await androidAlbum()
      // Android replaces a photo of the same name, so every name is made unique (C15).
      const target = albumIdentifier === undefined ? {} : { albumIdentifier, fileName: uniqueStem(photo.name) }
      const { filePath, identifier } = await media.savePhoto({ path, ...target })
      const location = filePath ?? identifier
      return { outcome: 'stored', ...(location !== undefined && { location }) }
    },
    reason({ code }) {
      if (code === 'accessDenied') return 'permission-denied'
      return code === 'UNIMPLEMENTED' ? 'unimplemented' : undefined
    },
  })
})

/** The identifier of the album on Android, or `undefined` where the platform has no such path: on iOS and in browsers. */
async function createAndroidAlbum(media: CapacitorMedia, name: string): Promise<string | undefined> {
  let path: string
  try {
    path = (await media.getAlbumsPath()).path
  } catch (error) {
    if ((error as { code?: unknown }).code === 'UNIMPLEMENTED') return undefined
    throw error
  }
  try {
    await media.createAlbum({ name })
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown }
    // The plugin uses one code for all errors of the file system.
    if (code !== 'filesystemError' || !/already exists/i.test(String(message))) throw error
  }
  return `${path}/${name}`
}

let names = 0

function uniqueStem(name: string): string {
  const stem = name.slice(0, name.lastIndexOf('.'))
  names += 1
  return `${stem}-${Date.now().toString(36)}${names.toString(36)}${Math.random().toString(36).slice(2, 6)}`
}

function appStorage(filesystem: CapacitorFilesystem): AppStorage {
  return {
    module: filesystem,
    async create(folder, name) {
      const path = `${folder}/${name}`
      const { uri } = await filesystem.writeFile({ path, data: '', directory: CACHE, recursive: true })
      return {
        uri,
        write: (bytes) => filesystem.appendFile({ path, data: toBase64(bytes), directory: CACHE }),
        close: async () => (await filesystem.stat({ path, directory: CACHE })).size,
      }
    },
    remove: (path) => filesystem.rmdir({ path, directory: CACHE, recursive: true }),
  }
}
