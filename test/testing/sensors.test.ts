import { afterEach, expect, test, vi } from 'vitest'
import { openApp } from '../../src/testing/index.ts'
import { onePage, writeProject } from '../mini-program/setup/open-app.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** The log of a page that calls `this.log`. */
const logging = (code: string) =>
  writeProject(
    onePage(
      '<button onTap="start">start</button><button onTap="stop">stop</button>',
      `Page({ data: { log: [] }, log(what) { this.setData({ log: [...this.data.log, what] }) }, ${code} })`,
    ),
  )

// 设备/加速度计, 罗盘, 陀螺仪, 设备方向: "接口调用后会自动开始监听，回调间隔为 500ms"; "normal 在 200ms/次 左右".
test('C60: a sensor has the documented intervals, until the app stops listening', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const app = await openApp(
    logging(`
      onLoad() {
        this.compass = ({ direction, timestamp }) => this.log(['compass', direction, timestamp > 0])
        my.onCompassChange(this.compass)
        my.onDeviceMotionChange(({ alpha, beta, gamma }) => this.log(['motion', alpha, beta, gamma]))
      },
      start() {
        my.offDeviceMotionChange()
        my.offCompassChange(this.compass)
        my.startAccelerometer({ interval: 'ui', success: () => my.onAccelerometerChange(({ x, y, z }) => this.log([x, y, z])) })
        my.onGyroscopeChange((gyro) => this.log(gyro))
      },
      stop() { my.stopAccelerometer(); my.stopGyroscope() },`),
  )
  const logged = () => {
    const log = app.currentPage().data('log')
    Object.assign(app.currentPage().instance, { data: { log: [] } })
    return log
  }
  vi.advanceTimersByTime(500)
  await app.settled()
  expect(logged()).toEqual([
    ['motion', 0, 0, 0],
    ['motion', 0, 0, 0],
    ['compass', 0, true],
  ])
  await app.tap('start')
  vi.advanceTimersByTime(500)
  await app.settled()
  const log = logged() as unknown[]
  expect(log.filter((each) => Array.isArray(each))).toEqual(Array(8).fill([0, 0, -1]))
  expect(log).toContainEqual({ x: 0, y: 0, z: 0 })
  await app.tap('stop')
  vi.advanceTimersByTime(500)
  await app.settled()
  expect(logged()).toEqual([])
  expect(app.problems).toEqual([])
})

// my.watchShake.md: "在摇一摇手机后触发回调，如需再次监听则需要再次调用这个 API".
test('C60: a shake ends my.watchShake once, and affects the accelerometer', async () => {
  const app = await openApp(
    logging(`
      start() {
        my.watchShake({ success: () => this.log('shaken'), complete: () => this.log('complete') }).then(() => this.log('resolved'))
        my.onAccelerometerChange(({ x }) => { if (Math.abs(x) > 1) this.log('strong') })
      },
      stop() { my.offAccelerometerChange() },`),
  )
  await app.shake()
  await app.tap('start')
  await app.shake()
  await app.tap('stop')
  await app.shake()
  expect(app.currentPage().data('log')).toEqual(['strong', 'strong', 'shaken', 'complete', 'resolved'])
})
