/// <reference types="@mini-types/my" />
import type { My } from 'photosalbum/node'

type Theirs = typeof my

/** Every API that both know. An app that was given ours, where it expects the published typings, must compile. */
type Shared =
  | 'SDKVersion'
  | 'alert'
  | 'arrayBufferToBase64'
  | 'base64ToArrayBuffer'
  | 'canIUse'
  | 'clearStorage'
  | 'clearStorageSync'
  | 'confirm'
  | 'downloadFile'
  | 'env'
  | 'getClipboard'
  | 'getFileInfo'
  | 'getFileSystemManager'
  | 'getImageInfo'
  | 'getSavedFileInfo'
  | 'getSavedFileList'
  | 'getSetting'
  | 'getStorage'
  | 'getStorageInfo'
  | 'getStorageInfoSync'
  | 'getStorageSync'
  | 'getSystemInfo'
  | 'getSystemInfoSync'
  | 'hideLoading'
  | 'hideToast'
  | 'isIDE'
  | 'openSetting'
  | 'previewImage'
  | 'removeSavedFile'
  | 'removeStorage'
  | 'removeStorageSync'
  | 'saveFile'
  | 'saveImage'
  | 'saveImageToPhotosAlbum'
  | 'setClipboard'
  | 'setStorage'
  | 'setStorageSync'
  | 'showAuthGuide'
  | 'showLoading'
  | 'showToast'

export const assignable = (ours: My): Pick<Theirs, Exclude<Shared, 'getFileSystemManager'>> => ours

/** The files of an app are all there but for archives, which no page needs around a save. */
type TheirFiles = ReturnType<Theirs['getFileSystemManager']>
export const files = (ours: My): Omit<TheirFiles, 'unzip' | 'zip'> => ours.getFileSystemManager()

/** Nothing of ours is left out of the list above, save what the typings do not have. */
type Unlisted = Exclude<keyof My, Shared>
export const unlisted: Unlisted extends 'dispose' ? true : never = true
