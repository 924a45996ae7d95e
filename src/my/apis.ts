import { alert } from './alert.ts'
import { canIUse } from './can-i-use.ts'
import { confirm } from './confirm.ts'
import { downloadFile } from './download-file.ts'
import { env, isIDE, SDKVersion } from './environment.ts'
import { getFileInfo } from './file-info.ts'
import { getFileSystemManager } from './file-system-manager.ts'
import { getImageInfo } from './get-image-info.ts'
import type { Api, Value } from './parts.ts'
import { previewImage } from './preview-image.ts'
import { getSavedFileInfo, getSavedFileList, removeSavedFile, saveFile } from './save-file.ts'
import { saveImage } from './save-image.ts'
import { saveImageToPhotosAlbum } from './save-image-to-photos-album.ts'
import { getSetting, openSetting, showAuthGuide } from './settings.ts'
import { hideLoading, showLoading } from './show-loading.ts'
import { hideToast, showToast } from './show-toast.ts'
import { getSystemInfo, getSystemInfoSync } from './system-info.ts'

/** All that `my` has: what is not in this table is not there, and `my.canIUse` knows it from here. */
export const APIS: Readonly<Record<string, Api | Value>> = {
  SDKVersion,
  alert,
  canIUse: { make: (parts) => (query: unknown) => canIUse(query, APIS, parts) },
  confirm,
  downloadFile,
  env,
  getFileInfo,
  getFileSystemManager,
  getImageInfo,
  getSavedFileInfo,
  getSavedFileList,
  getSetting,
  getSystemInfo,
  getSystemInfoSync,
  hideLoading,
  hideToast,
  isIDE,
  openSetting,
  previewImage,
  removeSavedFile,
  saveFile,
  saveImage,
  saveImageToPhotosAlbum,
  showAuthGuide,
  showLoading,
  showToast,
}
