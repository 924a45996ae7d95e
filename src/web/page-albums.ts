/** The albums of a page, for `photosalbum/browser` to pass on. */
export { type AlipayH5Options, default as alipayH5 } from '../albums/alipay-h5.ts'
export { default as longPress, type LongPressOptions } from '../albums/long-press.ts'
export { default as memory, type MemoryAlbum, type MemoryOptions, type MemoryPhoto } from '../albums/memory.ts'
export { default as opfs, type OpfsOptions } from '../albums/opfs.ts'
export { default as pickedFolder, type PickedFolderOptions } from '../albums/picked-folder.ts'
export { default as webDownload, type WebDownloadOptions } from '../albums/web-download.ts'
export { default as webShare, type WebShareOptions } from '../albums/web-share.ts'
