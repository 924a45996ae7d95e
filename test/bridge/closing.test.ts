import { once } from 'node:events'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'
import { connectMy, exposeMy, type Port } from 'photosalbum/bridge'
import { expect, onTestFinished, test } from 'vitest'
import { failed, failureOf, openApp, PNG, record, serve } from '../my/app.ts'
import { openBridge } from './bridged.ts'

const CLOSED = { error: 17, errorMessage: expect.stringContaining('closed') }

/** A picture whose response the test controls. */
async function servedLater() {
  let send = () => {}
  let tellAsked = () => {}
  const asked = new Promise<void>((resolve) => {
    tellAsked = resolve
  })
  const { url } = await serve((_request, response) => {
    send = () => response.end(PNG)
    tellAsked()
  })
  return { filePath: `${url}/a.png`, asked, send: () => send() }
}

type Bridge = Awaited<ReturnType<typeof openBridge>>
const ways: [string, (bridge: Bridge) => unknown][] = [
  ['the host closes it', ({ exposed }) => exposed.close()],
  ['the app disposes of its my', ({ my }) => my.dispose()],
  ['the port breaks on the side of the host', ({ ports }) => ports.host.close()],
  ['the port breaks on the side of the app', ({ ports }) => ports.app.close()],
]

test.each(ways)('C3: pending calls fail with 17, exactly once, when %s', async (_name, close) => {
  const { filePath, asked, send } = await servedLater()
  const bridge = await openBridge()
  const log = record(bridge.my.saveImageToPhotosAlbum, { filePath })
  await asked
  close(bridge)
  expect(await log).toEqual(failed(CLOSED))
  send()
  expect(await failureOf(bridge.my.saveImageToPhotosAlbum({ filePath }))).toEqual(CLOSED)
  expect(await failureOf(bridge.my.showToast({ content: 'x' }))).toMatchObject({ error: 3 })
})

test('`my` stays usable on its own side after the port is closed', async () => {
  const { url } = await serve()
  const { host, exposed, album } = await openBridge()
  exposed.close()
  await host.saveImageToPhotosAlbum({ filePath: `${url}/a.png` })
  expect(album.photos).toHaveLength(1)
})

test('an app can neither dispose of the host’s `my` nor call something that is not an API', async () => {
  const { url } = await serve()
  const { my, album, ports } = await openBridge()
  for (const api of ['dispose', '__proto__', 'constructor', 'toString', 'canIUse']) {
    ports.app.postMessage({ photosalbum: 1, type: 'call', id: -1, owner: 'my', api, options: {}, callbacks: [] })
  }
  ports.app.postMessage('noise')
  ports.app.postMessage(null)
  await my.saveImageToPhotosAlbum({ filePath: `${url}/a.png` })
  expect(album.photos).toHaveLength(1)
})

test('rejects with unavailable when there is no answer within the timeout', async () => {
  const { port2 } = new MessageChannel()
  await expect(connectMy(port2 as Port, { timeout: 20 })).rejects.toMatchObject({
    name: 'SaveError',
    reason: 'unavailable',
    message: expect.stringContaining('exposeMy'),
  })
})

test('a Node worker saves with its parent’s `my`, over its own port', async () => {
  const { url } = await serve()
  const { my, album } = openApp()
  const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: `${url}/a.png` })
  onTestFinished(async () => void (await worker.terminate()))
  exposeMy(my, worker as unknown as Port)
  // The bridge's own messages use the same port.
  const result = new Promise((resolve) =>
    worker.on('message', (message) => 'result' in message && !('photosalbum' in message) && resolve(message.result)),
  )
  const ended = once(worker, 'exit')
  expect(await result).toEqual({ success: true })
  expect(await ended).toEqual([0])
  expect(album.photos).toHaveLength(1)
})

/** Electron's main process has ports that emit events, and no `addEventListener`. */
function asElectron(port: MessagePort): Port {
  const listeners = new Map<unknown, (data: unknown) => void>()
  return {
    postMessage: (message) => port.postMessage(message),
    on(type, listener) {
      const hear = (data: unknown) => listener(type === 'message' ? { data, ports: [] } : undefined)
      listeners.set(listener, hear)
      port.on(type as 'message', hear)
    },
    off: (type, listener) => port.off(type as 'message', listeners.get(listener)!),
    start: () => port.start(),
    close: () => port.close(),
  }
}

test('works on both sides with a port that is an event emitter, as in Electron’s main process', async () => {
  const { url } = await serve()
  const { my: host, album } = openApp()
  const { port1, port2 } = new MessageChannel()
  exposeMy(host, asElectron(port1))
  const my = await connectMy(asElectron(port2))
  await my.saveImageToPhotosAlbum({ filePath: `${url}/a.png` })
  expect(album.photos).toHaveLength(1)
  await my.dispose()
})
