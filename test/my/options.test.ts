import { createMy, type NodeMyOptions } from 'photosalbum/node'
import { expect, test } from 'vitest'
import { failure, failureOf, openApp, serve, temporaryFolder } from './app.ts'

test.each([
  ['album', './photos'],
  ['album', null],
  ['authorize', 'granted'],
  ['observe', console],
  ['network', { fetch: 'fetch' }],
  ['network', { allow: ['example.com'] }],
  ['network', { concurrency: 0 }],
  ['network', { concurrency: Number.NaN }],
  ['appId', ''],
  ['client', { SDKVersion: 'latest' }],
])('a wrong %s is told at once: %j', (option, value) => {
  const options = { dataDir: temporaryFolder(), [option]: value } as NodeMyOptions
  expect(() => createMy(options)).toThrow(TypeError)
  expect(() => createMy(options)).toThrow(new RegExp(`${option}.* give `))
})

test('createMy alone touches nothing', () => {
  const touched = () => expect.unreachable()
  const album = { name: 'untouched', add: touched, permission: touched }
  openApp({ album, authorize: touched, screen: { settings: touched }, network: { fetch: touched } })
})

test('fetch is looked up when it is needed', async () => {
  const { url } = await serve()
  const { my } = openApp()
  const original = globalThis.fetch
  globalThis.fetch = () => Promise.reject(new TypeError('replaced'))
  try {
    expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: url }))).toEqual(failure(17, /./))
  } finally {
    globalThis.fetch = original
  }
  await my.saveImageToPhotosAlbum({ filePath: url })
})
