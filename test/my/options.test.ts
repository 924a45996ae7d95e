import { createMy, directory, type NodeMyOptions, publicAddresses } from 'photosalbum/node'
import { expect, test } from 'vitest'
import { failure, failureOf, openApp, PNG, serve, temporaryFolder } from './app.ts'

test.each([
  ['album', './photos'],
  ['album', directory],
  ['authorize', 'granted'],
  ['observe', console],
  ['network', { fetch: 'fetch' }],
  ['network', { allow: ['example.com'] }],
  ['network', { concurrency: 0 }],
  ['network', { timeout: true }],
  ['network', { maxBytes: '5' }],
  ['network', { concurrency: Number.NaN }],
  ['network', { timeout: '5s' }],
  ['network', { maxBytes: '10MB' }],
  ['network', { minBytesPerSecond: -1 }],
  ['now', 5],
  ['appId', ''],
  ['client', { SDKVersion: 'latest' }],
  ['client', 5],
  ['client', { language: 'de' }],
  ['client', { system: 'iOS 17' }],
  ['appId', 5],
  ['dataDir', ''],
  ['dataDir', 'file:///tmp/x'],
  ['dataDir', 5],
  ['permission', 'denied'],
  ['permissionMemory', 5],
  ['permissionMemory', { read: () => 'granted' }],
  ['screen', { toast: 5 }],
  ['network', 5],
  ['defects', 'all'],
])('an invalid %s throws immediately: %j', (option, value) => {
  const options = { dataDir: temporaryFolder(), [option]: value } as NodeMyOptions
  expect(() => createMy(options)).toThrow(new RegExp(`^.*${option}.* Pass .*$`))
})

test.each([
  [{ albm: directory({ path: 'x' }) }, 'createMy: there is no option albm. Did you mean album?'],
  [{ dataDirectory: '/x' }, /there is no option dataDirectory\. (Did you mean dataDir\?|The options are appId, .*)$/],
  [{ network: { timout: 5 } }, 'there is no option network.timout. Did you mean network.timeout?'],
  [{ client: { sdkVersion: '1.0.0' } }, 'there is no option client.sdkVersion. Did you mean client.SDKVersion?'],
  [{ screen: { tost() {} } }, 'there is no option screen.tost. Did you mean screen.toast?'],
  [{ 'a\nb': 1 }, /there is no option a\\nb\. The options are appId, album, .*\.$/],
])('an unknown option throws immediately: %j', (options, message) => {
  expect(() => createMy(options as NodeMyOptions)).toThrow(message)
})

test.each(['x', 5, () => {}])('createMy(%j) throws immediately', (options) => {
  expect(() => createMy(options as NodeMyOptions)).toThrow(/^createMy: options is .*\. Pass an object, such as .*\.$/)
})

test('createMy itself has no side effects', () => {
  const touched = () => expect.unreachable()
  const album = { name: 'untouched', add: touched, permission: touched }
  openApp({ album, authorize: touched, screen: { settings: touched }, network: { fetch: touched } })
})

test("downloads go through Node's client, which network.fetch replaces", async () => {
  const agents: unknown[] = []
  const { url, requests } = await serve((request, response) => {
    agents.push(request.headers['user-agent'])
    response.end(PNG)
  })
  const replaced = openApp({ network: { fetch: () => Promise.reject(new TypeError('replaced')) } })
  expect(await failureOf(replaced.my.saveImageToPhotosAlbum({ filePath: url }))).toEqual(failure(17, /replaced/))
  const original = globalThis.fetch
  globalThis.fetch = () => expect.unreachable()
  try {
    await openApp().my.saveImageToPhotosAlbum({ filePath: url })
    expect(requests.length).toBe(1)
    expect(agents).toEqual(['photosalbum'])
  } finally {
    globalThis.fetch = original
  }
})

test('network.allow: publicAddresses() lets neither a save nor a download reach this computer', async () => {
  const { url, requests } = await serve((_request, response) => response.end(PNG))
  const { my } = openApp({ network: { allow: publicAddresses(), allowHttpLoopback: true } })
  const refused = /an address that the option "allow" refuses/
  for (const address of [url, url.replace('127.0.0.1', 'localhost')]) {
    expect(await failureOf(my.saveImageToPhotosAlbum({ filePath: address }))).toEqual(failure(17, refused))
    expect(await failureOf(my.downloadFile({ url: address }))).toEqual(failure(12, refused))
  }
  expect(requests).toEqual([])
})
