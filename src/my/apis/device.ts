import { type Api, type ApiTable, positiveNumber } from '../api.ts'
import type { OptionalApi } from '../call.ts'
import type { NetworkType } from '../network-type.ts'

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

/** Nothing of it can be seen here. */
const accepted = (...ignores: string[]): Api<never> => ({ options: [], ignores, run: () => undefined })

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
  reportAnalytics: accepted(),
  setKeepScreenOn: accepted('keepScreenOn'),
  setScreenBrightness,
  vibrate: vibration(400),
  vibrateLong: vibration(400),
  vibrateShort: vibration(40),
}
