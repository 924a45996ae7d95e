import { appendFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createTestMy } from 'photosalbum/testing'
import { describe, expect, test } from 'vitest'
import { sample } from '../setup/counts.ts'
import { failed, failure, failureOf, openApp, record, returningFailures, succeeded, temporaryFolder } from './app.ts'

const success = { success: true }
/** Including the quotes, the maximum size of a key's value. */
const LARGEST = 'x'.repeat(200 * 1024 - 2)

describe('C59: storage', () => {
  test('keeps strings and objects, and survives a restart', async () => {
    const dataDir = temporaryFolder()
    const { my } = openApp({ dataDir })
    const city = { cityName: '杭州', adCode: '330100', list: [1, null, true] }
    expect(await record(my.setStorage, { key: 'currentCity', data: city })).toEqual(succeeded(success))
    expect(my.setStorageSync({ key: 'text', data: 'hello' })).toEqual(success)
    expect(await my.getStorage({ key: 'currentCity' })).toEqual({ data: city })
    await my.dispose()
    const next = openApp({ dataDir }).my
    expect(next.getStorageSync({ key: 'currentCity' })).toEqual({ data: city })
    expect(next.getStorageSync({ key: 'text' })).toEqual({ data: 'hello' })
    expect(next.getStorageSync({ key: 'none' })).toEqual({ data: null })
    expect(next.getStorageSync({ key: '__proto__' })).toEqual({ data: null })
    expect(next.getStorageInfoSync()).toEqual({ keys: ['currentCity', 'text'], currentSize: 1, limitSize: 10_240 })
  })

  test('a key can be passed as a string, as public mini-programs do', async () => {
    const { my } = openApp()
    const lenient = my as unknown as Record<string, (...values: unknown[]) => unknown>
    expect(lenient.setStorageSync!('theme', { dark: true })).toEqual(success)
    expect(lenient.getStorageSync!('theme')).toEqual({ data: { dark: true } })
    expect(await lenient.getStorage!('theme')).toEqual({ data: { dark: true } })
    expect(lenient.removeStorageSync!('theme')).toEqual(success)
    lenient.setStorageSync!('theme', 1)
    expect(await lenient.removeStorage!('theme')).toEqual(success)
    expect(my.getStorageSync({ key: 'theme' })).toEqual({ data: null })
  })

  test('one app never sees the values of another', () => {
    const dataDir = temporaryFolder()
    openApp({ dataDir, appId: 'one' }).my.setStorageSync({ key: 'a', data: 1 })
    expect(openApp({ dataDir, appId: 'other' }).my.getStorageSync({ key: 'a' })).toEqual({ data: null })
  })

  test('removes one value, or all of them', async () => {
    const { my } = openApp()
    for (const key of ['a', 'b', 'c']) my.setStorageSync({ key, data: key })
    expect(await my.removeStorage({ key: 'a' })).toEqual(success)
    expect(my.removeStorageSync({ key: 'none' })).toEqual(success)
    expect((await my.getStorageInfo()).keys).toEqual(['b', 'c'])
    expect(await my.clearStorage()).toEqual(success)
    expect(my.getStorageInfoSync()).toEqual({ keys: [], currentSize: 0, limitSize: 10_240 })
  })

  test('overlapping changes all take effect', async () => {
    const { my } = openApp()
    await Promise.all(Array.from({ length: 50 }, (_, at) => my.setStorage({ key: `k${at}`, data: at })))
    expect(my.getStorageInfoSync().keys).toHaveLength(50)
  })

  test('2 without a key or data, 14 over 200 KB for a key', async () => {
    const { my } = openApp()
    for (const options of [{}, { key: '' }, { key: 1, data: 'x' }]) {
      expect(await record(my.setStorage, options)).toEqual(failed(failure(2, /key is missing/)))
    }
    const cyclic: Record<string, unknown> = {}
    cyclic.self = cyclic
    for (const data of [undefined, cyclic, 1n, () => {}]) {
      expect(await failureOf(my.setStorage({ key: 'a', data }))).toEqual(failure(2, /data cannot be stored/))
    }
    expect(await my.setStorage({ key: 'a', data: LARGEST })).toEqual(success)
    expect(await failureOf(my.setStorage({ key: 'a', data: `${LARGEST}x` }))).toEqual(failure(14, /200 KB/))
  })

  // In small steps, a large storage on a disk would be rewritten many times.
  const apps = { 'in memory': () => createTestMy({ device: { language: 'en' } }), 'on the disk': openApp }
  test.each(sample(1, Object.entries(apps)))('12 over 10 MB, %s', (_place, open) => {
    const { my } = open()
    for (let at = 0; at < 51; at++) my.setStorageSync({ key: `k${at}`, data: LARGEST })
    expect(my.getStorageInfoSync().currentSize).toBeLessThanOrEqual(10_240)
    // The page of setStorageSync: "失败时返回值与 my.setStorage 的 fail 回调参数相同".
    expect(my.setStorageSync({ key: 'one more', data: LARGEST })).toEqual(failure(12, /10 MB\. Remove other keys/))
    expect(my.getStorageSync({ key: 'one more' })).toEqual({ data: null })
  })

  test('the cost of a change on the disk does not depend on the size of the storage, and repeated changes of a key do not accumulate', () => {
    const dataDir = temporaryFolder()
    const { my } = openApp({ dataDir, appId: 'shop' })
    const file = join(dataDir, 'shop', 'settings', 'storage.json')
    for (let at = 0; at < 50; at++) my.setStorageSync({ key: `k${at}`, data: 'x'.repeat(10_000) })
    const before = statSync(file)
    my.setStorageSync({ key: 'k7', data: 'small' })
    my.removeStorageSync({ key: 'k8' })
    const after = statSync(file)
    expect([after.ino, after.size - before.size]).toEqual([before.ino, '\n["k7","\\"small\\""]\n["k8"]'.length])
    my.clearStorageSync()
    for (let at = 0; at < 500; at++) my.setStorageSync({ key: 'same', data: 'x'.repeat(1000) })
    expect(statSync(file).size).toBeLessThan(150_000)
    const next = openApp({ dataDir, appId: 'shop' }).my
    expect(next.getStorageInfoSync()).toEqual({ keys: ['same'], currentSize: 1, limitSize: 10_240 })
  })

  test("two processes see each other's changes", () => {
    const dataDir = temporaryFolder()
    const [one, other] = [openApp({ dataDir }).my, openApp({ dataDir }).my]
    for (const [at, my] of [one, other, one, other].entries()) my.setStorageSync({ key: `k${at}`, data: at })
    expect(one.getStorageInfoSync().keys).toEqual(['k0', 'k1', 'k2', 'k3'])
    other.clearStorageSync()
    expect(one.getStorageSync({ key: 'k3' })).toEqual({ data: null })
    expect(other.getStorageInfoSync().keys).toEqual([])
  })

  test.each([
    ['was cut off', '\n["b","1', ['a', 'c']],
    ['is no change', '\n{"b":1}\n7', ['a', 'c']],
    ['is damaged, as the first one is', 'x', ['c']],
  ])('a line on the disk that %s is ignored', (_what, damage, keys) => {
    const dataDir = temporaryFolder()
    const { my } = openApp({ dataDir, appId: 'shop' })
    my.setStorageSync({ key: 'a', data: 1 })
    appendFileSync(join(dataDir, 'shop', 'settings', 'storage.json'), damage)
    my.setStorageSync({ key: 'c', data: 3 })
    expect(my.getStorageInfoSync().keys).toEqual(keys)
    expect(openApp({ dataDir, appId: 'shop' }).my.getStorageInfoSync().keys).toEqual(keys)
  })

  test('other synchronous methods throw', () => {
    const { my } = openApp()
    expect(() => my.getStorageSync({} as never)).toThrow(expect.objectContaining(failure(2, /key is missing/)))
    expect(returningFailures(my).removeStorageSync({} as never)).toEqual(failure(2, /key is missing/))
  })

  test('canIUse knows the synchronous methods', () => {
    const { my } = openApp()
    for (const query of [
      'setStorage',
      'setStorageSync',
      'setStorageSync.object.key',
      'getStorageInfoSync.return.keys',
    ]) {
      expect(my.canIUse(query), query).toBe(true)
    }
    expect(my.canIUse('showToastSync')).toBe(false)
  })
})

describe('C59: base64 and clipboard', () => {
  test('the documented samples run', () => {
    const { my } = openApp()
    expect(my.arrayBufferToBase64(new Uint8Array([11, 22, 33]) as never)).toBe('CxYh')
    expect([...new Uint8Array(my.base64ToArrayBuffer('CxYh'))]).toEqual([11, 22, 33])
    const large = new Uint8Array(100_000).map((_, at) => at)
    expect(my.base64ToArrayBuffer(my.arrayBufferToBase64(large.buffer))).toEqual(large.buffer)
    expect(() => my.base64ToArrayBuffer('%')).toThrow(/not Base64/)
    expect(() => my.arrayBufferToBase64('x' as never)).toThrow(/pass an ArrayBuffer/)
    expect(openApp({ client: { SDKVersion: '2.7.2' } }).my.arrayBufferToBase64).toBeUndefined()
  })

  test('copied text can be pasted, in this app or through the host', async () => {
    const { my } = openApp()
    expect(await my.getClipboard()).toEqual({ text: '' })
    expect(await my.setClipboard({ text: '3.14' })).toEqual(success)
    expect(await my.getClipboard()).toEqual({ text: '3.14' })
    expect(await openApp().my.getClipboard()).toEqual({ text: '' })
    const copied: string[] = []
    const hosted = openApp({
      screen: { readClipboard: () => 'from the host', writeClipboard: (text) => void copied.push(text) },
    })
    await hosted.my.setClipboard({ text: 'to the host' })
    expect([copied, await hosted.my.getClipboard()]).toEqual([['to the host'], { text: 'from the host' }])
  })
})
