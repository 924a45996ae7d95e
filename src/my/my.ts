import type { SaveImage, SaveImageToPhotosAlbum } from './apis/album.ts'
import type { NavigateToMiniProgram, RequestSubscribeMessage } from './apis/apps.ts'
import type { DatePicker, MultiLevelSelect, OptionsSelect, Prompt, ShowActionSheet } from './apis/choices.ts'
import type { ChooseCity, ChooseCityTask } from './apis/cities.ts'
import type { GetClipboard, SetClipboard } from './apis/data.ts'
import type {
  GetBatteryInfo,
  GetNetworkType,
  GetRunScene,
  GetScreenBrightness,
  GetServerTime,
  Vibrate,
} from './apis/device.ts'
import type {
  FileSystemManager,
  GetFileInfo,
  GetSavedFileInfo,
  GetSavedFileList,
  RemoveSavedFile,
  SaveFile,
} from './apis/files.ts'
import type { GetImageInfo, PreviewImage } from './apis/image.ts'
import type { ChooseLocation, GetLocation, OpenLocation } from './apis/location.ts'
import type {
  ChoosePhoneContact,
  GetAddress,
  GetAuthCode,
  GetAuthUserInfo,
  GetOpenUserInfo,
  GetPhoneNumber,
  MakePhoneCall,
  TradePay,
} from './apis/member.ts'
import type { DownloadFile } from './apis/network.ts'
import type { ChooseImage, CompressImage, GenerateImageFromCode, Scan } from './apis/pictures.ts'
import type { Request, UploadFile } from './apis/request.ts'
import type { Alert, Confirm, HideLoading, HideToast, ShowLoading, ShowToast } from './apis/screen.ts'
import type { GetSetting, OpenSetting, ShowAuthGuide } from './apis/settings.ts'
import type { CloseSocket, ConnectSocket, SendSocketMessage, SocketTask } from './apis/sockets.ts'
import type {
  ClearStorage,
  ClearStorageSync,
  GetStorage,
  GetStorageInfo,
  GetStorageInfoSync,
  GetStorageSync,
  RemoveStorage,
  RemoveStorageSync,
  SetStorage,
  SetStorageSync,
} from './apis/storage.ts'
import type { Env, GetSystemInfo, GetSystemInfoSync } from './apis/system.ts'
import type { OptionalApi } from './call.ts'

/**
 * `my` on a current phone. APIs that a later base library introduced are `undefined` (C11), and so are names that do not exist
 * (C47). Apps may assign any member.
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

  setStorage: SetStorage
  setStorageSync: SetStorageSync
  getStorage: GetStorage
  getStorageSync: GetStorageSync
  removeStorage: RemoveStorage
  removeStorageSync: RemoveStorageSync
  clearStorage: ClearStorage
  clearStorageSync: ClearStorageSync
  getStorageInfo: GetStorageInfo
  getStorageInfoSync: GetStorageInfoSync

  arrayBufferToBase64(buffer: ArrayBuffer): string
  base64ToArrayBuffer(base64: string): ArrayBuffer
  getClipboard: GetClipboard
  setClipboard: SetClipboard

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
   * Ends this `my`: calls in progress fail as cancelled (17), and temporary files are removed. Resolves when this is done.
   * Mini-programs have no such method.
   */
  dispose(): Promise<void>
}

/** `my` with the additional APIs of a phone (C59), which web pages do not include. */
export interface PhoneMy extends My {
  request: Request
  httpRequest: Request
  uploadFile: UploadFile

  connectSocket: ConnectSocket
  sendSocketMessage: SendSocketMessage
  closeSocket: (...options: [] | Parameters<CloseSocket>) => Promise<void>
  onSocketOpen: SocketTask['onOpen']
  offSocketOpen: SocketTask['offOpen']
  onSocketMessage: SocketTask['onMessage']
  offSocketMessage: SocketTask['offMessage']
  onSocketError: SocketTask['onError']
  offSocketError: SocketTask['offError']
  onSocketClose: SocketTask['onClose']
  offSocketClose: SocketTask['offClose']

  prompt: Prompt
  showActionSheet: ShowActionSheet
  datePicker: DatePicker
  optionsSelect: OptionsSelect
  multiLevelSelect: MultiLevelSelect
  chooseCity: (...options: Parameters<ChooseCity>) => ReturnType<ChooseCity> & ChooseCityTask

  chooseImage: ChooseImage
  compressImage: CompressImage
  generateImageFromCode: GenerateImageFromCode
  scan: Scan

  getLocation: GetLocation
  chooseLocation: ChooseLocation
  openLocation: OpenLocation

  getAuthCode: GetAuthCode
  getAuthUserInfo: GetAuthUserInfo
  getOpenUserInfo: GetOpenUserInfo
  getPhoneNumber: GetPhoneNumber
  getAddress: GetAddress
  tradePay: TradePay
  choosePhoneContact: ChoosePhoneContact
  makePhoneCall: MakePhoneCall
  navigateToMiniProgram: NavigateToMiniProgram
  requestSubscribeMessage: RequestSubscribeMessage

  getNetworkType: GetNetworkType
  getServerTime: GetServerTime
  getBatteryInfo: GetBatteryInfo
  getScreenBrightness: GetScreenBrightness
  setScreenBrightness: OptionalApi<{ brightness: number }, object, void>
  setKeepScreenOn: OptionalApi<{ keepScreenOn: boolean }, object, void>
  getRunScene: GetRunScene
  vibrate: Vibrate
  vibrateLong: Vibrate
  vibrateShort: Vibrate
}
