import { createMy, directory, type NodeMyOptions } from 'photosalbum/node'
import { expect, test } from 'vitest'
import { failure, failureOf, openApp, PNG, serve, temporaryFolder } from './app.ts'

test.each([
  ['album', './photos'],
  ['album', null],
  ['album', directory],
  ['authorize', 'granted'],
  ['observe', console],
  ['network', { fetch: 'fetch' }],
  ['network', { allow: ['example.com'] }],
  ['network', { concurrency: 0 }],
  ['network', { concurrency: null }],
  ['network', { timeout: true }],
  ['network', { maxBytes: '5' }],
  ['network', { fetch: null }],
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
  ['permissionMemory', null],
  ['permissionMemory', { read: () => 'granted' }],
  ['screen', { toast: 5 }],
  ['screen', null],
  ['network', 5],
  ['defects', 'all'],
])('a wrong %s is told at once: %j', (option, value) => {
  const options = { dataDir: temporaryFolder(), [option]: value } as NodeMyOptions
  expect(() => createMy(options)).toThrow(TypeError)
  expect(() => createMy(options)).toThrow(new RegExp(`^.*${option}.* give .*$`))
})

test.each([
  [{ albm: directory({ path: 'x' }) }, 'There is no option albm: did you mean album?'],
  [{ dataDirectory: '/x' }, /^There is no option dataDirectory: (did you mean dataDir\?|give one of appId, .*)$/],
  [{ network: { timout: 5 } }, 'There is no option network.timout: did you mean network.timeout?'],
  [{ client: { sdkVersion: '1.0.0' } }, 'There is no option client.sdkVersion: did you mean client.SDKVersion?'],
  [{ screen: { tost() {} } }, 'There is no option screen.tost: did you mean screen.toast?'],
  [{ 'a\nb': 1 }, /^There is no option a\\nb: give one of appId, album, .*, or leave it out\.$/],
])('an option that there is not is told at once: %j', (options, message) => {
  expect(() => createMy(options as NodeMyOptions)).toThrow(message)
})

test.each(['x', null, 5, [], () => {}])('createMy(%j) is told at once', (options) => {
  expect(() => createMy(options as NodeMyOptions)).toThrow(
    /^The options of createMy are .*: give an object, such as \{ appId: "posters" \}\.$/,
  )
})

test('createMy alone touches nothing', () => {
  const touched = () => expect.unreachable()
  const album = { name: 'untouched', add: touched, permission: touched }
  openApp({ album, authorize: touched, screen: { settings: touched }, network: { fetch: touched } })
})

test("downloads go through Node's own client, which network.fetch replaces", async () => {
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
