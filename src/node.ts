/** photosalbum on Node: the core, the albums of this computer, and `createMy` with the parts that Node has. */
import envPaths from 'env-paths'
import system from './albums/system.ts'
import { createAppFiles } from './app-files/app-files.ts'
import { diskStore } from './app-files/stores/disk-store.ts'
import { clientLanguage } from './my/client.ts'
import { createMyFrom, type MyOptions } from './my/create-my.ts'
import { fileTwins } from './my/file-twins.ts'
import type { My } from './my/my.ts'
import './node/read-error.ts'
import './node/loaded.ts'
import type { PermissionMemory } from './my/permission.ts'
import { storedPermission } from './my/permission-memory.ts'
import { nodeFetch } from './node/http.ts'
import { checkNodeOptions } from './node/node-options.ts'

export { default as applePhotos } from './albums/apple-photos.ts'
export { type DirectoryOptions, default as directory } from './albums/directory.ts'
export { default as memory, type MemoryAlbum, type MemoryOptions, type MemoryPhoto } from './albums/memory.ts'
export { default as system } from './albums/system.ts'
export * from './index.ts'
export type { Failure } from './my/call.ts'
export type { Client } from './my/client.ts'
export type { MyOptions, NetworkSettings } from './my/create-my.ts'
export type { MyEvent } from './my/events.ts'
export type { My } from './my/my.ts'
export type { Authorize, PermissionMemory } from './my/permission.ts'
export type { AlertOptions, AuthSetting, ConfirmOptions, PreviewOptions, Screen, Toast } from './my/screen.ts'
export { type FetchDispatcher, type NodeFetchOptions, network, nodeFetch, publicAddresses } from './node/http.ts'
export { localFile } from './sources/local-file.ts'

export interface NodeMyOptions extends MyOptions {
  /** Where the files of apps live. This user's folder for the data of programs, unless told otherwise. */
  readonly dataDir?: string
  /** Keeps what the person answered. Beside the app's files, unless told otherwise. */
  readonly permissionMemory?: PermissionMemory
}

/**
 * A mini-program's `my` on Node. Photos go to this computer's album unless told otherwise, and nobody is asked for
 * permission unless `authorize` asks: whoever started the program let it.
 */
export function createMy(options: NodeMyOptions = {}): My {
  checkNodeOptions(options)
  const { appId = 'app', dataDir = envPaths('photosalbum', { suffix: '' }).data, album = system() } = options
  const store = diskStore(dataDir, appId)
  const { fetch = nodeFetch() } = options.network ?? {}
  const language = options.client?.language ?? clientLanguage(Intl.DateTimeFormat().resolvedOptions().locale)
  return createMyFrom({
    ...options,
    album,
    files: createAppFiles(store),
    fileTwins,
    permissionMemory: options.permissionMemory ?? storedPermission(store),
    client: { ...options.client, language },
    network: { ...options.network, fetch },
  })
}
