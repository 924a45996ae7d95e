import type { PermissionState } from '../core/types.ts'
import type { OptionalApi } from './call.ts'
import type { Api, Parts, Value } from './parts.ts'

/** A phone as most are. Sizes are in px; a host that has a screen gives its own (`client.system`). */
const PHONE = {
  app: 'alipay',
  brand: 'photosalbum',
  model: 'photosalbum',
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
  transparentTitle: false,
  isIphoneXSeries: true,
  wifiEnabled: true,
  bluetoothEnabled: false,
  bluetoothAuthorized: false,
  cameraAuthorized: false,
  locationAuthorized: false,
  locationEnabled: false,
  microphoneAuthorized: false,
  notificationAuthorized: false,
  notificationAlertAuthorized: false,
  notificationBadgeAuthorized: false,
  notificationSoundAuthorized: false,
  overlayAuthorized: false,
}

/** What `my.getSystemInfo` gives (C43). Rights that nothing here would use are never granted. */
export type SystemInfo = typeof PHONE & {
  platform: string
  version: string
  language: string
  /** Whether the platform lets this host save at all, apart from what the person allowed the app. */
  albumAuthorized: boolean
}

type Included = { includeNotification?: boolean; includeBluetooth?: boolean }
export type GetSystemInfo = OptionalApi<Included, SystemInfo>
export type GetSystemInfoSync = (options?: Included) => SystemInfo

const returns = [...Object.keys(PHONE), 'platform', 'version', 'language', 'albumAuthorized']

export const getSystemInfo: Api<never> = {
  object: [],
  returns,
  run: async (_input, _call, parts) => systemInfo(parts, await parts.album.permission?.()),
}

export const getSystemInfoSync: Value = {
  make: (parts) => () => {
    const permission = parts.album.permission?.()
    if (!(permission instanceof Promise)) return systemInfo(parts, permission)
    permission.catch(() => {})
    return systemInfo(parts, undefined)
  },
}

function systemInfo({ client }: Parts, permission: PermissionState | undefined): SystemInfo {
  const { platform, clientVersion, language, system } = client
  const albumAuthorized = permission !== 'denied'
  return { ...PHONE, ...system, platform, version: clientVersion, language, albumAuthorized }
}
