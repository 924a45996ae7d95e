import { MessageChannel } from 'node:worker_threads'
import { connectMy, exposeMy, type Port } from 'photosalbum/bridge'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { openApp } from '../my/app.ts'

const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
beforeEach(() => warn.mockClear())
afterEach(() => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

const tagged = (message: object) => ({ photosalbum: 1, ...message })
const call = (message: object) => ({ type: 'call', id: 1, owner: 'my', api: 'getSetting', callbacks: [], ...message })

function openChannel() {
  const { port1, port2 } = new MessageChannel()
  onTestFinished(() => port1.close())
  return { host: port1, app: port2 }
}

test.each([
  {},
  { type: 7 },
  { type: '__proto__' },
  { type: { toString: 1, valueOf: 1 } },
  { type: 'call' },
  call({ callbacks: new Array(1) }),
  call({ callbacks: undefined }),
  call({ callbacks: null }),
  call({ callbacks: 5 }),
  call({ callbacks: ['__proto__', 'success'] }),
  call({ id: { a: 1 } }),
  call({ owner: '__proto__' }),
  call({ api: ['getSetting'] }),
  call({ options: 'text' }),
  { type: 'abort' },
  { type: 'missing-api' },
  { type: 'missing-api', name: {} },
])('the host drops the malformed message %j, reports it once and keeps answering', async (message) => {
  const { host, app } = openChannel()
  exposeMy(openApp().my, host as Port)
  app.postMessage(tagged(message))
  app.postMessage(tagged(message))
  const my = await connectMy(app as Port)
  expect(await my.getSetting()).toMatchObject({ authSetting: {} })
  expect(warn).toHaveBeenCalledOnce()
  expect(warn).toHaveBeenCalledWith(
    expect.stringMatching(/^photosalbum\/bridge: ignored a malformed message, type .+\.$/),
  )
})

test.each(['__proto__', 'constructor', 'dispose', 'readFileSync', 'getFileSystemManager'])(
  'the host answers a call of %s with 3, because it cannot be called across a port',
  async (api) => {
    const { host, app } = openChannel()
    exposeMy(openApp().my, host as Port)
    const settled = new Promise((resolve) =>
      app.on('message', (message) => message.type === 'settled' && resolve(message.outcome)),
    )
    app.postMessage(tagged(call({ api })))
    expect(await settled).toEqual({ failure: { error: 3, errorMessage: `my.${api} no longer exists.` } })
  },
)

const snapshot = (changes: object) => ({
  type: 'snapshot',
  snapshot: { apis: { my: [], files: [] }, values: {}, systemInfo: undefined, usable: [], ...changes },
})

test.each([
  { type: 'snapshot' },
  { type: 'snapshot', snapshot: null },
  snapshot({ apis: null }),
  snapshot({ apis: { my: [1], files: [] } }),
  snapshot({ values: undefined }),
  snapshot({ apis: { my: ['then'], files: [] } }),
  snapshot({ usable: 'all' }),
  { type: 'settled' },
  { type: 'settled', id: 1, outcome: { failure: {} }, called: [] },
  { type: 'event', id: 1 },
])('the app drops the malformed message %j and connects once the host answers', async (message) => {
  const { host, app } = openChannel()
  const connecting = connectMy(app as Port)
  host.postMessage(tagged(message))
  exposeMy(openApp().my, host as Port)
  const my = await connecting
  expect(my.canIUse('saveImageToPhotosAlbum')).toBe(true)
  expect(warn).toHaveBeenCalledOnce()
})

test('a snapshot cannot change the prototype of objects', async () => {
  const { host, app } = openChannel()
  const connecting = connectMy(app as Port)
  host.postMessage(tagged(snapshot({ values: JSON.parse('{"__proto__":{"polluted":1}}') })))
  expect(await connecting).toBeTypeOf('object')
})
