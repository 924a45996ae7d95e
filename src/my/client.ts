import { anObject, oneOf, type Rules } from '../core/validation.ts'
import type { Platform } from './codes.ts'

/** The client that an app sees in `my.env` and `my.getSystemInfo`. It determines which APIs exist (C11). */
export interface Client {
  /** @default 'iOS' */
  readonly platform: Platform
  /** The base library, such as `1.14.0`. An API that was introduced later does not exist (C11). */
  readonly SDKVersion: string
  /** The Alipay app, such as `10.2.69` (C12). */
  readonly clientVersion: string
  /** `zh-Hans`, `zh-Hant`, `zh-HK` or `en`. Error messages are in Chinese or English accordingly. */
  readonly language: string
  /** Fields of `my.getSystemInfo` that differ from a typical phone's. */
  readonly system?: Partial<SystemInfo>
}

/** A typical phone. Sizes are in px. A host with a screen overrides them (`client.system`). */
export const PHONE = {
  app: 'alipay',
  brand: 'iPhone',
  model: 'iPhone14,5',
  system: '17.0',
  performance: 'high' as 'high' | 'middle' | 'low' | 'unknown',
  storage: '128 GB',
  currentBattery: '100%',
  fontSizeSetting: 16,
  pixelRatio: 3,
  screen: { width: 390, height: 844 },
  screenWidth: 390,
  screenHeight: 844,
  windowWidth: 390,
  windowHeight: 753,
  statusBarHeight: 47,
  titleBarHeight: 44,
  safeArea: { left: 0, top: 47, right: 390, bottom: 810, width: 390, height: 763 },
  transparentTitle: false,
  isIphoneXSeries: true,
  wifiEnabled: true,
  bluetoothEnabled: false,
  bluetoothAuthorized: false,
  cameraAuthorized: true,
  locationAuthorized: true,
  locationEnabled: true,
  microphoneAuthorized: false,
  notificationAuthorized: false,
  notificationAlertAuthorized: false,
  notificationBadgeAuthorized: false,
  notificationSoundAuthorized: false,
  overlayAuthorized: false,
}

export const ANDROID_PHONE: Partial<typeof PHONE> = {
  brand: 'Xiaomi',
  model: '2201123C',
  system: '13',
  statusBarHeight: 32,
  titleBarHeight: 48,
  safeArea: { left: 0, top: 32, right: 390, bottom: 844, width: 390, height: 812 },
  isIphoneXSeries: false,
}

/** The result of `my.getSystemInfo` (C43). Permissions for features that are not simulated are never granted. */
export type SystemInfo = typeof PHONE & {
  platform: string
  version: string
  language: string
  /** Whether the platform allows this host to save, regardless of the app's own permission. */
  albumAuthorized: boolean
}

/** The value of `my.env.USER_DATA_PATH` (C23). */
export const USER_DATA_PATH = 'https://usr'

/** The base library that introduced `tempFilePath` in the result of `my.downloadFile`. */
export const TEMP_FILE_PATH_SINCE = '2.7.23'

/** A current phone, on which every API exists. The default is iOS, since its error codes are more specific (C10). */
const DEFAULTS: Client = { platform: 'iOS', SDKVersion: '2.9.50', clientVersion: '10.8.0', language: 'zh-Hans' }

const aVersion = { accepts: isVersion, expected: 'numbers and dots', example: '"1.15.0"' } as const

export const CLIENT_OPTIONS: Rules<Client> = {
  platform: oneOf('iOS', 'Android'),
  SDKVersion: aVersion,
  clientVersion: aVersion,
  language: oneOf('zh-Hans', 'zh-Hant', 'zh-HK', 'en'),
  system: anObject('{ pixelRatio: 2 }'),
}
export function createClient(given: Partial<Client> = {}): Client {
  const defined = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { ...DEFAULTS, ...defined }
}

/**
 * Maps any language tag (`zh-CN`, `de-AT`) to one of the four languages of a client. `Intl.Locale` is not used, because it
 * throws for tags that some pages declare, such as `zh_CN`.
 */
export function clientLanguage(tag: string): string {
  if (!/^(zh|cmn)(?![a-z])/i.test(tag)) return 'en'
  return /[-_](HK|MO)\b/i.test(tag) ? 'zh-HK' : /[-_](Hant|TW)\b/i.test(tag) ? 'zh-Hant' : 'zh-Hans'
}

/** Compares versions number by number: `1.9.0 < 1.15.0`, `1.15 = 1.15.0` (C11). */
export function compareVersions(one: string, other: string): number {
  const [ones, others] = [one.split('.'), other.split('.')]
  for (let part = 0; part < Math.max(ones.length, others.length); part++) {
    const difference = Number(ones[part] ?? 0) - Number(others[part] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

export function isAtLeast(version: string, since: string): boolean {
  return compareVersions(version, since) >= 0
}

export function isVersion(text: unknown): text is string {
  return typeof text === 'string' && /^\d+(\.\d+)*$/.test(text)
}
