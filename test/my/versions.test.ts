import { expect, test } from 'vitest'
import { compareVersions } from '../../src/my/client.ts'
import { arrayBuffer, failure, failureOf, openApp, PNG } from './app.ts'

test('C11: versions are compared number by number', () => {
  const ascending = ['0.9', '1.2', '1.9.0', '1.14.9', '1.15.0', '1.15.1', '2.0', '10.2.69', '10.2.70', '10.10']
  for (const [index, version] of ascending.entries()) {
    for (const [other, against] of ascending.entries()) {
      expect(Math.sign(compareVersions(version, against))).toBe(Math.sign(index - other))
    }
  }
  expect(compareVersions('1.15', '1.15.0')).toBe(0)
  expect(compareVersions('10.2.28.1769', '10.2.28')).toBeGreaterThan(0)
})

test.each(['1.14.9', '1.9.0', '0.15.0'])('C11: the API does not exist in base library %s', (SDKVersion) => {
  const { my } = openApp({ client: { SDKVersion } })
  expect(my.saveImageToPhotosAlbum).toBeUndefined()
  expect('saveImageToPhotosAlbum' in my).toBe(false)
  for (const query of ['saveImageToPhotosAlbum', 'saveImageToPhotosAlbum.object.filePath']) {
    expect(my.canIUse(query)).toBe(false)
  }
  expect(my.canIUse('saveImage')).toBe(true)
})

test.each(['1.15.0', '1.15', '1.24.10', '2.0.0', undefined])('C11: the API exists in base library %s', (SDKVersion) => {
  const { my } = openApp({ client: { SDKVersion } })
  expect(my.saveImageToPhotosAlbum).toBeTypeOf('function')
  const known = ['', '.object', '.object.filePath', '.object.hideToast', '.object.success', '.object.complete']
  const results = ['.return', '.return.success', '.callback.success']
  for (const path of [...known, ...results]) expect(my.canIUse(`saveImageToPhotosAlbum${path}`), path).toBe(true)
  const unknown = [
    '.',
    '.object.url',
    '.object.filePath.x',
    '.return.filePath',
    '.return.success.x',
    '.callback.x',
    '.x',
  ]
  for (const path of unknown) expect(my.canIUse(`saveImageToPhotosAlbum${path}`), path).toBe(false)
})

test('C11: canIUse knows values and properties, and nothing else', () => {
  const { my } = openApp()
  const yes = ['canIUse', 'env', 'env.clientName', 'showToast.object.type.success', 'getSystemInfo.return.brand']
  const no = ['', 'toString', 'env.nothing', 'env.clientName.x', 'showToast.object.type.x', 'button.open-type.none']
  for (const query of yes) expect(my.canIUse(query), query).toBe(true)
  for (const query of [...no, undefined, null, {}, Symbol('s')]) expect(my.canIUse(query as string)).toBe(false)
  const old = openApp({ client: { SDKVersion: '1.13.0' } }).my
  expect([old.canIUse('env'), old.canIUse('env.clientName')]).toEqual([true, false])
  expect(old.canIUse('downloadFile.return.tempFilePath')).toBe(false)
  expect(my.canIUse('downloadFile.return.tempFilePath')).toBe(true)
  expect(old.env).toEqual({ USER_DATA_PATH: 'https://usr' })
})

test('C11: an invalid client is refused', () => {
  for (const SDKVersion of ['latest', '1.x', '', '1..2', 1 as never]) {
    expect(() => openApp({ client: { SDKVersion } })).toThrow(/client\.SDKVersion is .*\. Pass numbers and dots/)
  }
  expect(() => openApp({ client: { clientVersion: 'v10' } })).toThrow(/client\.clientVersion/)
  expect(() => openApp({ client: { platform: 'ios' as never } })).toThrow(/Pass "iOS" or "Android"/)
})

test.each([
  ['10.2.69', false],
  ['10.2.9', false],
  ['9.99.99', false],
  ['10.2.70', true],
  ['10.10.0', true],
])('C12: in client %s a local user file is saved: %s', async (clientVersion, saved) => {
  const { my, album } = openApp({ client: { clientVersion } })
  my.getFileSystemManager().writeFileSync({
    filePath: `${my.env.USER_DATA_PATH}/a.png`,
    data: arrayBuffer(PNG),
  })
  const call = my.saveImageToPhotosAlbum({ filePath: 'https://usr/a.png' })
  if (saved) await call
  else expect(await failureOf(call)).toEqual(failure(17, /from client 10\.2\.70 on/))
  expect(album.photos).toHaveLength(saved ? 1 : 0)
})
