import { defineAlbum, type My, type PermissionState } from 'photosalbum/node'
import { expect, test } from 'vitest'
import { clientLanguage } from '../../src/my/client.ts'
import { openApp, record, succeeded } from './app.ts'

const client = { platform: 'Android', SDKVersion: '2.8.1', clientVersion: '10.3.0', language: 'zh-Hant' } as const

test('C43: env, SDKVersion and isIDE describe the client', () => {
  const { my } = openApp({ client })
  expect(my.SDKVersion).toBe('2.8.1')
  expect(my.isIDE).toBe(false)
  expect(my.env).toEqual({
    USER_DATA_PATH: 'https://usr',
    clientName: 'ap',
    clientVersion: '10.3.0',
    language: 'zh-Hant',
    platform: 'Android',
  })
})

test('C43: getSystemInfo and getSystemInfoSync have the same result', async () => {
  const { my } = openApp({ client: { ...client, system: { pixelRatio: 2, model: 'iPhone14,5' } } })
  const info = my.getSystemInfoSync()
  expect(info).toMatchObject({
    app: 'alipay',
    platform: 'Android',
    version: '10.3.0',
    language: 'zh-Hant',
    pixelRatio: 2,
    model: 'iPhone14,5',
    albumAuthorized: true,
  })
  expect(await record(my.getSystemInfo)).toEqual(succeeded(info))
  for (const field of Object.keys(info)) expect(my.canIUse(`getSystemInfo.return.${field}`)).toBe(true)
})

test('C43: albumAuthorized is the permission of the host on the platform', async () => {
  const guarded = (permission: () => PermissionState | Promise<PermissionState>) =>
    openApp({ album: defineAlbum(() => ({ name: 'guarded', add: () => Promise.reject(), permission }))() }).my
  expect(guarded(() => 'denied').getSystemInfoSync().albumAuthorized).toBe(false)
  expect(guarded(() => 'granted').getSystemInfoSync().albumAuthorized).toBe(true)
  expect((await guarded(() => Promise.resolve('denied')).getSystemInfo()).albumAuthorized).toBe(false)
  expect(guarded(() => Promise.resolve('denied')).getSystemInfoSync().albumAuthorized).toBe(true)
})

test.each([
  ['zh-CN', 'zh-Hans'],
  ['zh', 'zh-Hans'],
  ['zh-SG', 'zh-Hans'],
  ['zh-TW', 'zh-Hant'],
  ['zh-Hant', 'zh-Hant'],
  ['zh-HK', 'zh-HK'],
  ['zh-MO', 'zh-HK'],
  ['zh-Hant-HK', 'zh-HK'],
  ['en-US', 'en'],
  ['de-AT', 'en'],
  ['zh_CN', 'zh-Hans'],
  ['zh_TW', 'zh-Hant'],
  ['en_US', 'en'],
  ['%lang%', 'en'],
])('C43: a computer or a page that speaks %s is a client that speaks %s', (tag, language) => {
  expect(clientLanguage(tag)).toBe(language)
})

test('C47: all other members are undefined, and each name is reported to the host once', async () => {
  const { my, events } = openApp({ client: { SDKVersion: '1.14.0' } })
  const missing = () => events.flatMap((event) => (event.type === 'missing-api' ? event.name : []))
  const any = my as unknown as My & Record<string | symbol, unknown>
  expect([any.openBluetoothAdapter, any.openBluetoothAdapter, any.saveImageToPhotosAlbum]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(missing()).toEqual(['openBluetoothAdapter', 'saveImageToPhotosAlbum'])
  // Names that languages, consoles, test runners and frameworks look up are not reported.
  expect(any.then).toBeUndefined()
  await Promise.resolve(my)
  JSON.stringify(my)
  String(any)
  expect(my).toEqual(expect.anything())
  expect([any.$$typeof, any.__v_isRef, any[Symbol.iterator]]).toEqual([undefined, undefined, undefined])
  expect('startWifi' in my).toBe(false)
  expect(missing()).toEqual(['openBluetoothAdapter', 'saveImageToPhotosAlbum'])
})

test('C47: apps and frameworks can add members to my', async () => {
  const { my, events } = openApp()
  const any = my as unknown as My & Record<string, unknown>
  any.request = () => 'patched'
  any.showToast = (() => 'mine') as never
  Object.assign(my, { onAppShow: 1 })
  expect((any.request as () => string)()).toBe('patched')
  expect((any.showToast as unknown as () => string)()).toBe('mine')
  expect(any.onAppShow).toBe(1)
  expect(events).toEqual([])
  delete any.request
  expect(any.request).toBeUndefined()
  expect(Object.keys(my)).toContain('saveImageToPhotosAlbum')
})

test('C44: every asynchronous API accepts callbacks and returns a promise, by the same rules', async () => {
  const { my } = openApp()
  const asynchronous = Object.entries(my).filter(
    ([name, value]) =>
      typeof value === 'function' &&
      !/Sync$|^o(n|ff)[A-Z]|^(arrayBufferToBase64|base64ToArrayBuffer|canIUse|dispose|getFileSystemManager)$/.test(
        name,
      ),
  )
  expect(asynchronous.length).toBeGreaterThan(15)
  for (const [name, api] of asynchronous) {
    const [returned, ...rest] = (await record(api as never)) as [string, ...[string, object][]]
    const [outcome, result] = rest[0] ?? []
    const [complete, same] = rest[1] ?? []
    const [settled, own] = rest[2] ?? []
    const succeeds = outcome === 'success'
    expect([returned, complete, settled], name).toEqual(['returned', 'complete', succeeds ? 'resolved' : 'rejected'])
    expect(same, name).toBe(result)
    expect(own, name).toEqual(result)
    if (!succeeds) expect(Object.keys(result ?? {}), name).toEqual(expect.arrayContaining(['error', 'errorMessage']))
  }
})
