import type { Alert } from './alert.ts'
import type { Confirm } from './confirm.ts'
import type { DownloadFile } from './download-file.ts'
import type { Env } from './environment.ts'
import type { GetFileInfo } from './file-info.ts'
import type { FileSystemManager } from './file-system-manager.ts'
import type { GetImageInfo } from './get-image-info.ts'
import type { PreviewImage } from './preview-image.ts'
import type { GetSavedFileInfo, GetSavedFileList, RemoveSavedFile, SaveFile } from './save-file.ts'
import type { SaveImage } from './save-image.ts'
import type { SaveImageToPhotosAlbum } from './save-image-to-photos-album.ts'
import type { GetSetting, OpenSetting, ShowAuthGuide } from './settings.ts'
import type { HideLoading, ShowLoading } from './show-loading.ts'
import type { HideToast, ShowToast } from './show-toast.ts'
import type { GetSystemInfo, GetSystemInfoSync } from './system-info.ts'

/**
 * `my`, as an app of a current phone sees it. Below the base library that brought it, an API is `undefined` all the
 * same (C11); anything else is `undefined`, too (C47), and an app may assign to `my` what it likes.
 */
export interface My {
  readonly SDKVersion: string
  readonly isIDE: boolean
  readonly env: Env
  canIUse(name: string): boolean

  saveImageToPhotosAlbum: SaveImageToPhotosAlbum
  saveImage: SaveImage

  downloadFile: DownloadFile
  saveFile: SaveFile
  getFileInfo: GetFileInfo
  getSavedFileInfo: GetSavedFileInfo
  getSavedFileList: GetSavedFileList
  removeSavedFile: RemoveSavedFile
  getFileSystemManager(): FileSystemManager

  getSetting: GetSetting
  openSetting: OpenSetting
  showAuthGuide: ShowAuthGuide

  getSystemInfo: GetSystemInfo
  getSystemInfoSync: GetSystemInfoSync
  getImageInfo: GetImageInfo
  previewImage: PreviewImage

  showToast: ShowToast
  hideToast: HideToast
  showLoading: ShowLoading
  hideLoading: HideLoading
  alert: Alert
  confirm: Confirm

  /**
   * Ends this `my`: what runs or waits fails as cancelled (17), and temporary files go. Resolves when all of that is
   * done. Not a part of the mini-program's `my`.
   */
  dispose(): Promise<void>
}
