/** photosalbum on a web page or in its worker: the core, the albums of a browser, and `createMy` with what a page has. */
import browser from '../albums/browser.ts'
import { createAppFiles } from '../files/app-files.ts'
import { memoryStore } from '../files/memory-store.ts'
import { opfsStore } from '../files/opfs-store.ts'
import { clientLanguage } from '../my/client.ts'
import { createMyFrom, type MyOptions } from '../my/create-my.ts'
import type { My } from '../my/my.ts'
import { storedPermission } from '../my/permission-memory.ts'
import { hasPrivateFiles } from '../page/private-files.ts'

export { type AlipayH5Options, default as alipayH5 } from '../albums/alipay-h5.ts'
export { type BrowserChoice, type BrowserOptions, default as browser } from '../albums/browser.ts'
export { default as longPress, type LongPressOptions } from '../albums/long-press.ts'
export { default as memory, type MemoryAlbum, type MemoryOptions, type MemoryPhoto } from '../albums/memory.ts'
export { default as opfs, type OpfsOptions } from '../albums/opfs.ts'
export { default as pickedFolder, type PickedFolderOptions } from '../albums/picked-folder.ts'
export { default as webDownload, type WebDownloadOptions } from '../albums/web-download.ts'
export { default as webShare, type WebShareOptions } from '../albums/web-share.ts'
export * from '../index.ts'
export type { Failure } from '../my/call.ts'
export type { Client } from '../my/client.ts'
export type { MyOptions, NetworkSettings } from '../my/create-my.ts'
export type { MyEvent } from '../my/events.ts'
export type { My } from '../my/my.ts'
export type { Authorize } from '../my/permission.ts'
export type { AlertOptions, AuthSetting, ConfirmOptions, PreviewOptions, Screen, Toast } from '../my/screen.ts'

/**
 * A mini-program's `my` on a web page. Photos go the way that suits the page unless told otherwise (`browser`), and
 * nobody is asked for permission unless `authorize` asks: the browser asks by itself where it wants to.
 */
export function createMy(options: MyOptions = {}): My {
  const { appId = 'app', album = browser(), client } = options
  const store = hasPrivateFiles() ? opfsStore(appId) : memoryStore()
  return createMyFrom({
    ...options,
    album,
    files: createAppFiles(store),
    permissionMemory: storedPermission(store),
    client: { ...client, language: client?.language ?? clientLanguage(navigator.language) },
    ...(album !== options.album && { release: () => album.dispose?.() }),
  })
}
