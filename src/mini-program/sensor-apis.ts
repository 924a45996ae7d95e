import { type Callbacks, callApp } from '../my/call.ts'
import type { DefineApi } from './page-api.ts'

/** The sensors of a phone that lies flat and can be turned and shaken (设备/加速度计, 罗盘, 陀螺仪, 设备方向, 摇一摇). */

export interface SensorsHost {
  /** The direction of the top of the phone, in degrees clockwise from north: [0, 360). */
  heading(): number
  /** Whether the app is still running. */
  isRunning(): boolean
}

export interface Sensors {
  readonly apis: Readonly<Record<string, unknown>>
  /** Whether the app listens to a sensor or waits for a shake. */
  readonly isActive: boolean
  /** The user shakes the phone. */
  shake(): void
}

type Sensor = 'Accelerometer' | 'Compass' | 'Gyroscope' | 'DeviceMotion'
type Vector = { readonly x: number; readonly y: number; readonly z: number }

/** In milliseconds. */
const INTERVALS: Readonly<Record<string, number>> = { game: 20, ui: 60, normal: 200 }
const USUAL_INTERVALS: Readonly<Record<Sensor, number>> = {
  Accelerometer: 500,
  Compass: 500,
  Gyroscope: 500,
  DeviceMotion: 200,
}

/** In g. */
const AT_REST: Vector = { x: 0, y: 0, z: -1 }
const SHAKEN: readonly Vector[] = [{ x: 3, y: -2, z: 1 }, { x: -3, y: 2, z: -3 }, AT_REST]

export function createSensorApis(host: SensorsHost, api: DefineApi): Sensors {
  const listeners = new Map<Sensor, Set<(value: never) => unknown>>()
  const timers = new Map<Sensor, ReturnType<typeof setInterval>>()
  const waiting = new Set<() => void>()

  function readingOf(sensor: Sensor): object {
    const heading = host.heading()
    const timestamp = Date.now()
    if (sensor === 'Accelerometer') return { ...AT_REST, timestamp }
    if (sensor === 'Compass') return { direction: heading, timestamp }
    if (sensor === 'Gyroscope') return { x: 0, y: 0, z: 0 }
    // Counterclockwise, in radians.
    return { alpha: (((360 - heading) % 360) * Math.PI) / 180, beta: 0, gamma: 0 }
  }

  function emit(sensor: Sensor, value: object): void {
    for (const listener of listeners.get(sensor) ?? []) callApp(listener, { ...value })
  }

  function stop(sensor: Sensor): void {
    clearInterval(timers.get(sensor))
    timers.delete(sensor)
  }

  function start(sensor: Sensor, interval = USUAL_INTERVALS[sensor]): void {
    stop(sensor)
    const timer = setInterval(() => (host.isRunning() ? emit(sensor, readingOf(sensor)) : stop(sensor)), interval)
    // On Node, a sensor alone does not keep the process alive.
    if (typeof timer === 'object') timer.unref?.()
    timers.set(sensor, timer)
  }

  const ofSensor = (sensor: Sensor) => ({
    [`on${sensor}Change`](listener: unknown) {
      if (typeof listener !== 'function') return
      listeners.set(sensor, (listeners.get(sensor) ?? new Set()).add(listener as never))
      if (!timers.has(sensor)) start(sensor)
    },
    [`off${sensor}Change`](listener?: unknown) {
      if (listener === undefined) listeners.delete(sensor)
      else listeners.get(sensor)?.delete(listener as never)
      if (!listeners.get(sensor)?.size) stop(sensor)
    },
  })
  const startable = (sensor: Sensor) => ({
    ...ofSensor(sensor),
    [`start${sensor}`]: api(`start${sensor}`, ['interval'], ({ interval }) =>
      start(sensor, INTERVALS[String(interval)] ?? INTERVALS.normal),
    ),
    [`stop${sensor}`]: api(`stop${sensor}`, [], () => stop(sensor)),
  })

  return {
    apis: {
      ...startable('Accelerometer'),
      ...startable('Compass'),
      ...startable('Gyroscope'),
      ...ofSensor('DeviceMotion'),
      // Tests do not wait for this call, since it only ends when the phone is shaken.
      watchShake: (options?: Callbacks<object> | null) =>
        new Promise<object>((resolve) => {
          waiting.add(() => {
            for (const callback of [options?.success, options?.complete])
              if (typeof callback === 'function') callApp(callback, {})
            resolve({})
          })
        }),
    },
    get isActive() {
      return timers.size > 0 || waiting.size > 0
    },
    shake() {
      if (timers.has('Accelerometer'))
        for (const value of SHAKEN) emit('Accelerometer', { ...value, timestamp: Date.now() })
      const ended = [...waiting]
      waiting.clear()
      for (const end of ended) end()
    },
  }
}
