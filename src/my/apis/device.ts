import { type Api, type ApiTable, positiveNumber, requireText } from '../api.ts'
import type { OptionalApi } from '../call.ts'
import { FONT_NOT_LOADED } from '../codes.ts'
import type { NetworkType } from '../network-type.ts'
import { answerOf } from './answers.ts'

export type GetNetworkType = OptionalApi<object, { networkAvailable: boolean; networkType: NetworkType }>
export type Vibrate = OptionalApi<object, object, void>
export type GetServerTime = OptionalApi<object, { time: number }>
export type GetBatteryInfo = OptionalApi<object, { level: number; isCharging: boolean }>
export type GetScreenBrightness = OptionalApi<object, { brightness: number }>
export type GetRunScene = OptionalApi<object, { envVersion: 'develop' | 'trial' | 'release' | 'gray' }>

const getNetworkType: Api<never> = {
  options: [],
  returns: ['networkAvailable', 'networkType'],
  run(_input, _call, { networkType }) {
    const type = networkType()
    return { networkAvailable: type !== 'NOTREACHABLE', networkType: type }
  },
}

const vibration = (duration: number): Api<never> => ({
  options: [],
  ignores: ['type'],
  async run(_input, _call, { screen }) {
    await screen.vibrate?.(duration)
    return undefined
  },
})

const getServerTime: Api<never> = {
  options: [],
  returns: ['time'],
  run: (_input, _call, { now }) => ({ time: (now?.() ?? new Date()).getTime() }),
}

const getBatteryInfo: Api<never> = {
  options: [],
  returns: ['level', 'isCharging'],
  run: () => ({ level: 100, isCharging: true }),
}

const BRIGHTNESS = 0.5
const brightness = new WeakMap<object, number>()

const getScreenBrightness: Api<never> = {
  options: [],
  returns: ['brightness'],
  run: (_input, _call, { screen }) => ({ brightness: brightness.get(screen) ?? BRIGHTNESS }),
}

const setScreenBrightness: Api<'brightness'> = {
  options: ['brightness'],
  run({ brightness: wanted }, _call, { screen }) {
    brightness.set(screen, Math.min(1, positiveNumber(wanted, 0)))
    return undefined
  },
}

/** An API that is accepted and has no visible effect here. */
const accepted = (...ignores: string[]): Api<never> => ({ options: [], ignores, run: () => undefined })

/** Loads a font from the network or from a file of the app, for the pages of the app. */
const loadFontFace: Api<'family' | 'source' | 'desc'> = {
  since: '1.11.0',
  options: ['family', 'source', 'desc'],
  ignores: ['global'],
  returns: ['status'],
  code: () => FONT_NOT_LOADED,
  async run({ family, source, desc }, call, context) {
    const name = requireText(family, 'loadFontFace', 'family')
    const given = requireText(source, 'loadFontFace', 'source')
    const url = /^url\(\s*["']?(.*?)["']?\s*\)$/.exec(given)?.[1] ?? given
    const descriptors = Object.fromEntries(Object.entries(desc ?? {}).map(([key, value]) => [key, String(value)]))
    await answerOf(call, context, 'loadFontFace', 'loadFont', { family: name, url, descriptors })
    return { status: 'loaded' }
  },
}

const getRunScene: Api<never> = {
  since: '1.10.0',
  options: [],
  returns: ['envVersion'],
  run: () => ({ envVersion: 'develop' }),
}

export const apis: ApiTable = {
  getBatteryInfo,
  getNetworkType,
  getRunScene,
  getScreenBrightness,
  getServerTime,
  hideShareMenu: accepted(),
  loadFontFace,
  reportAnalytics: accepted(),
  setKeepScreenOn: accepted('keepScreenOn'),
  setScreenBrightness,
  vibrate: vibration(400),
  vibrateLong: vibration(400),
  vibrateShort: vibration(40),
}
