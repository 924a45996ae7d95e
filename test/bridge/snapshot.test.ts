import { MessageChannel } from 'node:worker_threads'
import { connectMy, exposeMy, type Port } from 'photosalbum/bridge'
import { expect, onTestFinished, test } from 'vitest'
import { openApp } from '../my/app.ts'
import { openBridge } from './bridged.ts'

const QUERIES = [
  'saveImageToPhotosAlbum',
  'saveImageToPhotosAlbum.object.filePath',
  'saveImageToPhotosAlbum.object.hideToast',
  'saveImageToPhotosAlbum.object.nothing',
  'saveImageToPhotosAlbum.return.success',
  'saveImageToPhotosAlbum.callback',
  'showToast.object.type.success',
  'showToast.object.type.purple',
  'env.clientName',
  'getSystemInfoSync',
  'startWifi',
  '',
]

test.each(['1.14.0', '1.15.0', '2.9.50'])(
  'C11, C43: answers synchronously what the other side answers, at base library %s',
  async (SDKVersion) => {
    const { my, host } = await openBridge({ client: { SDKVersion, platform: 'Android', clientVersion: '10.2.69' } })
    for (const query of QUERIES) expect([query, my.canIUse(query)]).toEqual([query, host.canIUse(query)])
    expect(typeof my.saveImageToPhotosAlbum).toBe(typeof host.saveImageToPhotosAlbum)
    expect(my.SDKVersion).toBe(SDKVersion)
    expect(my.env).toEqual(host.env)
    expect(my.isIDE).toBe(host.isIDE)
    expect(my.getSystemInfoSync?.()).toEqual(host.getSystemInfoSync?.())
    expect(
      Object.keys(my)
        .filter((name) => !/Sync$/.test(name))
        .sort(),
    ).toEqual(
      Object.keys(host)
        // Nor members that have functions, or accept one.
        .filter((name) => !/Sync$|^ap$|^o(n|ff)[A-Z]/.test(name))
        .sort(),
    )
  },
)

test('C59: converts Base64 synchronously, as documented in my.arrayBufferToBase64.md and my.base64ToArrayBuffer.md', async () => {
  const { my } = await openBridge({})
  expect(my.arrayBufferToBase64(Uint8Array.of(11, 22, 33).buffer)).toBe('CxYh')
  expect(new Uint8Array(my.base64ToArrayBuffer('CxYh'))).toEqual(Uint8Array.of(11, 22, 33))
  expect(() => my.base64ToArrayBuffer('?')).toThrow('not Base64')
})

test('C11: when `my` is replaced, the next call uses the new one, and refresh sends its APIs', async () => {
  const older = openApp({ client: { SDKVersion: '1.14.0' } })
  const newer = openApp({ client: { SDKVersion: '2.0.0' } })
  let current = newer.my
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  const exposed = exposeMy(() => current, port1 as Port)
  const my = await connectMy(port2 as Port)
  const { saveImageToPhotosAlbum } = my
  current = older.my
  exposed.refresh()
  await my.getSystemInfo()
  expect(my.saveImageToPhotosAlbum).toBeUndefined()
  expect(my.canIUse('saveImageToPhotosAlbum')).toBe(false)
  await expect(saveImageToPhotosAlbum({ filePath: 'https://usr/a.png' })).rejects.toEqual({
    error: 3,
    errorMessage: expect.stringContaining('saveImageToPhotosAlbum'),
  })
  current = newer.my
  exposed.refresh()
  await my.getSystemInfo()
  expect(typeof my.saveImageToPhotosAlbum).toBe('function')
})

test('C47: a missing API is undefined and is reported to the host once', async () => {
  const { my, events } = await openBridge()
  const asked = my as unknown as Record<string, unknown>
  expect([asked.startWifi, asked.startWifi, asked.navigateTo]).toEqual([undefined, undefined, undefined])
  await my.getSystemInfo()
  expect(events.filter(({ type }) => type === 'missing-api')).toEqual([
    { type: 'missing-api', name: 'startWifi' },
    { type: 'missing-api', name: 'navigateTo' },
  ])
})

test('C42, C47: sync file methods do not exist, and each one that the app reads is reported to the host', async () => {
  const { my, host, events } = await openBridge()
  expect(typeof host.getFileSystemManager().readFileSync).toBe('function')
  expect(my.getFileSystemManager().readFileSync).toBeUndefined()
  await my.getSystemInfo()
  expect(events.filter(({ type }) => type === 'missing-api')).toEqual([
    { type: 'missing-api', name: 'FileSystemManager.readFileSync' },
  ])
})

test('C47: members that the app assigns to `my` stay there', async () => {
  const { my, exposed } = await openBridge()
  const mine = my as unknown as Record<string, unknown>
  const own = () => 'own'
  mine.request = own
  mine.showToast = own
  exposed.refresh()
  await my.getSystemInfo()
  expect([mine.request, mine.showToast]).toEqual([own, own])
})
