import type { Platform } from '../../../src/my/codes.ts'

/** A phone that can be simulated. Sizes are in CSS pixels. */
export interface Model {
  readonly id: string
  readonly name: string
  readonly platform: Platform
  readonly width: number
  readonly height: number
  readonly pixelRatio: number
  /** The cutout at the top of the screen. */
  readonly cutout: 'island' | 'notch' | 'punch-hole' | 'none'
  readonly statusBarHeight: number
}

/** Current and small phones of both platforms. The first one of each is the default. */
export const MODELS: readonly Model[] = [
  model('iphone-14', 'iPhone 14', 'iOS', [390, 844, 3], 'notch', 47),
  model('iphone-15', 'iPhone 15', 'iOS', [393, 852, 3], 'island', 59),
  model('iphone-15-pro-max', 'iPhone 15 Pro Max', 'iOS', [430, 932, 3], 'island', 59),
  model('iphone-se', 'iPhone SE', 'iOS', [375, 667, 2], 'none', 20),
  model('xiaomi-14', 'Xiaomi 14', 'Android', [393, 873, 3], 'punch-hole', 38),
  model('mate-60', 'HUAWEI Mate 60', 'Android', [360, 792, 3.5], 'punch-hole', 36),
  model('android-small', 'Android 320', 'Android', [320, 640, 2], 'none', 24),
]

function model(
  id: string,
  name: string,
  platform: Platform,
  [width, height, pixelRatio]: readonly [number, number, number],
  cutout: Model['cutout'],
  statusBarHeight: number,
): Model {
  return { id, name, platform, width, height, pixelRatio, cutout, statusBarHeight }
}

export const modelsOf = (platform: Platform): readonly Model[] => MODELS.filter((each) => each.platform === platform)

/** The model of a device. If it belongs to another platform, the default of the platform is used. */
export const modelOf = ({ platform, model }: { platform: Platform; model: string }): Model =>
  modelsOf(platform).find(({ id }) => id === model) ?? modelsOf(platform)[0]!

export const TITLE_BAR = { iOS: 44, Android: 48 }

/** The height of the home bar at the bottom of the screen, which apps keep free. Older phones have a button instead. */
export const safeAreaBottomOf = ({ platform, cutout }: Model): number =>
  cutout === 'none' ? 0 : platform === 'iOS' ? 34 : 20

/** The result of `my.getSystemInfo` on a page below an opaque title bar and without a tab bar. */
export function systemInfoOf(model: Model, fontScale: number) {
  const { name, platform, width, height, pixelRatio, cutout, statusBarHeight } = model
  const bottom = height - safeAreaBottomOf(model)
  return {
    brand: platform === 'iOS' ? 'iPhone' : name.split(' ')[0]!,
    model: name,
    pixelRatio,
    fontSizeSetting: Math.round(16 * fontScale),
    screen: { width, height },
    screenWidth: width,
    screenHeight: height,
    windowWidth: width,
    windowHeight: height - statusBarHeight - TITLE_BAR[platform],
    statusBarHeight,
    titleBarHeight: TITLE_BAR[platform],
    safeArea: { left: 0, top: statusBarHeight, right: width, bottom, width, height: bottom - statusBarHeight },
    isIphoneXSeries: platform === 'iOS' && cutout !== 'none',
  }
}
