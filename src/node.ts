/** photosalbum on Node: the core, the albums of this computer, and `createMy` with files on the disk. */
import envPaths from 'env-paths'
import system from './albums/system.ts'
import { createAppFiles } from './app-files/app-files.ts'
import { storedKeyValues } from './app-files/key-values.ts'
import { diskStore } from './app-files/stores/disk-store.ts'
import { aString } from './core/validation.ts'
import { zh } from './i18n/zh.ts'
import { FILE_OPERATIONS } from './my/apis/file-calls.ts'
import { PHONE_APIS } from './my/apis/phone.ts'
import { createSockets, socketApis } from './my/apis/sockets.ts'
import { clientLanguage } from './my/client.ts'
import { createMyFrom } from './my/create-my.ts'
import type { PhoneMy } from './my/my.ts'
import { checkMyOptions, type MyOptions } from './my/options.ts'
import './node/read-error.ts'
import './node/preload.ts'
import { storedPermission } from './my/permission-memory.ts'
import { nodeFetch } from './node/http.ts'
import { packageFiles } from './node/package-files.ts'
import { absolutePath } from './node/paths.ts'
import { nodeSocket } from './node/socket.ts'

export { default as applePhotos } from './albums/apple-photos.ts'
export { type DirectoryOptions, default as directory } from './albums/directory.ts'
export { default as memory, type MemoryAlbum, type MemoryOptions, type MemoryPhoto } from './albums/memory.ts'
export { default as system } from './albums/system.ts'
export * from './index-node.ts'
export type { Client } from './my/client.ts'
export type { Failure, MyEvent } from './my/events.ts'
export type { My, PhoneMy } from './my/my.ts'
export type { MyOptions, NetworkSettings } from './my/options.ts'
export type { Authorize, PermissionMemory } from './my/permission.ts'
export type { AlertOptions, AuthSetting, ConfirmOptions, PreviewOptions, Screen, Toast } from './my/screen.ts'
export { nodeFetch, publicAddresses } from './node/http.ts'
export type { FetchDispatcher, NodeFetchOptions } from './node/http-client.ts'
export { localFile } from './sources/local-file.ts'

export interface NodeMyOptions extends MyOptions {
  /**
   * The folder for the files of all apps.
   * @default this user's folder for application data
   */
  readonly dataDir?: string
  /**
   * The folder of the mini-program's package, which contains `app.json`. The files that `include` in its
   * `mini.project.json` lists can be read by their paths, such as `/image/a.png`.
   */
  readonly packageDir?: string
}

/**
 * A mini-program's `my` on Node. Photos go to this computer's album by default, and there is no permission prompt unless
 * `authorize` is given: starting the program counts as permission.
 */
export function createMy(options: NodeMyOptions = {}): PhoneMy {
  checkMyOptions<NodeMyOptions>(options, { dataDir: aString, packageDir: aString })
  const {
    packageDir,
    appId = 'app',
    dataDir = envPaths('photosalbum', { suffix: '' }).data,
    album = system(),
  } = options
  const store = diskStore(dataDir, appId)
  const { fetch = nodeFetch() } = options.network ?? {}
  const sockets = createSockets(nodeSocket(options.network), options.network)
  const language = options.client?.language ?? clientLanguage(Intl.DateTimeFormat().resolvedOptions().locale)
  return createMyFrom({
    ...options,
    album,
    files: createAppFiles(store),
    fileOperations: FILE_OPERATIONS,
    messages: zh,
    apis: { ...PHONE_APIS, ...socketApis(sockets) },
    release: sockets.end,
    storage: storedKeyValues(store),
    ...(packageDir !== undefined && { packageFiles: packageFiles(absolutePath(packageDir)) }),
    permissionMemory: options.permissionMemory ?? storedPermission(store),
    client: { ...options.client, language },
    network: { ...options.network, fetch },
  }) as PhoneMy
}
