import type { FileErrorKind } from '../app-files/file-error.ts'
import type { SaveErrorDetails } from '../core/error-details.ts'
import type { SaveErrorReason } from '../core/errors.ts'

/** The documented error codes. They are only defined in this file. */
export const INVALID_PARAMETER = 2
export const UNKNOWN = 3
export const NOT_FOUND = 12
export const NO_PERMISSION = 13
export const STORAGE_FULL = 12
export const VALUE_TOO_LARGE = 14
export const WRONG_DIGEST_ALGORITHM = 16
export const NOT_AN_IMAGE = 18
export const HTTP_NOT_SUPPORTED = 20
export const FONT_NOT_LOADED = 10
/** The codes of `my.request` and `my.uploadFile`. */
export const ABORTED = 9
export const FILE_NOT_FOUND = 11
export const NETWORK_FAILED = 12
export const TIMED_OUT = 13
export const NOT_DECODED = 14
export const HTTP_STATUS = 19
/** The codes of `my.connectSocket` and the related APIs. */
export const SOCKET_UNKNOWN = 1
export const NO_SOCKET_URL = 3
export const SOCKET_EXISTS = 3
export const SOCKET_URL = 4
export const SOCKET_SCHEME = 5
export const SOCKET_REFUSED = 8
export const SOCKET_NOT_OPEN = 10
export const WS_NOT_SUPPORTED = 20
export const SOCKET_FAILED = 50
/** The user refused, or closed a dialog without a choice. */
export const CANCELLED = 11
export const SCAN_CANCELLED = 10
export const NOT_AUTHORIZED = 2001
export const ADDRESSES_REFUSED = 4
export const NO_SUCH_APP = 31
export const SUBSCRIPTION_INVALID = 203

/** The values of `my.env.platform`. */
export type Platform = 'iOS' | 'Android'

const SAVE_CODES: Partial<Record<SaveErrorReason, 2 | 15 | 16>> = {
  'no-file-path': INVALID_PARAMETER,
  'permission-denied': 15,
  'storage-full': 16,
}

/** The codes of `my.saveImageToPhotosAlbum` (C6–C10). 15 and 16 exist on iOS only. */
export function saveCode(reason: SaveErrorReason, platform: Platform): 2 | 15 | 16 | 17 {
  const code = SAVE_CODES[reason] ?? 17
  return code > 2 && platform !== 'iOS' ? 17 : code
}

/**
 * The codes of `my.saveImage`. Its own documentation lists none. A missing permission has the codes that every API with the
 * scope `album` has (my.openSetting.md, my.chooseImage.md): 2001 if the user refuses, 2002 if the user refused before.
 */
export function saveImageCode(reason: SaveErrorReason, platform: Platform, details?: SaveErrorDetails): number {
  if (details?.code === 'album-denied') return details.asked ? 2001 : 2002
  return details?.code === 'album-unanswered' ? 2001 : saveCode(reason, platform)
}

/** The codes of `my.saveFile` and the other older file APIs (C41): missing file, more than 10 MB, anything else. */
export function savedFileCode(reason: SaveErrorReason): number {
  return reason === 'not-found' ? NOT_FOUND : reason === 'too-large' ? 19 : NO_PERMISSION
}

export type FileSystemCodes = Partial<Record<FileErrorKind, number>>

const FILE_SYSTEM_CODES: FileSystemCodes = {
  missing: 10022,
  directory: 10023,
  forbidden: 10024,
  exists: 10025,
  'not-empty': 10027,
  'over-quota': 10028,
}

/** The code of `FileSystemManager` for a kind of file error (C42). `own` overrides the codes for one method. */
export function fileSystemCode(kind: FileErrorKind, own: FileSystemCodes = {}): number {
  return own[kind] ?? FILE_SYSTEM_CODES[kind] ?? UNKNOWN
}
