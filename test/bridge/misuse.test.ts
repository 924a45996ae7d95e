import { MessageChannel } from 'node:worker_threads'
import { connectMy, connectMyToParent, exposeMy, exposeMyToFrame } from 'photosalbum/bridge'
import { expect, onTestFinished, test } from 'vitest'
import { openApp } from '../my/app.ts'

/** What a caller without types passes. */
const untyped = (value: unknown) => value as never

function openPort() {
  const { port1 } = new MessageChannel()
  onTestFinished(() => port1.close())
  return untyped(port1)
}

const PORT = 'Pass a MessagePort, a Worker, self in a worker, or parentPort in a worker of Node.'

test.each([
  ['null', null],
  ['undefined', undefined],
  ['"app"', 'app'],
  ['an object', {}],
])('a port that is %s is told by both sides at once', async (shown, port) => {
  expect(() => exposeMy(openApp().my, untyped(port))).toThrow(new TypeError(`exposeMy: port is ${shown}. ${PORT}`))
  await expect(connectMy(untyped(port))).rejects.toThrow(new TypeError(`connectMy: port is ${shown}. ${PORT}`))
})

test('a my that is none is told at once, and so are arguments that were swapped', () => {
  expect(() => exposeMy(untyped(undefined), openPort())).toThrow(
    'exposeMy: my is undefined. Pass what createMy() gives',
  )
  expect(() => exposeMy(openPort(), untyped(openApp().my))).toThrow('exposeMy: port is an object.')
})

test.each(['3000', Number.NaN, -1, null])('a timeout that is none: %j', async (timeout) => {
  const wrong = /: timeout is .+\. Pass a number of milliseconds\.$/
  await expect(connectMy(openPort(), { timeout: untyped(timeout) })).rejects.toThrow(wrong)
  await expect(connectMyToParent('https://host.example', { timeout: untyped(timeout) })).rejects.toThrow(wrong)
})

test('a timeout that is longer than a timer waits all the same', async () => {
  const { port1, port2 } = new MessageChannel()
  const connecting = connectMy(untyped(port2), { timeout: Number.POSITIVE_INFINITY })
  port1.once('message', () => exposeMy(openApp().my, untyped(port1)))
  const my = await connecting
  expect(my.canIUse('saveImageToPhotosAlbum')).toBe(true)
  await my.dispose()
})

test('a frame that is not there is told at once', () => {
  expect(() => exposeMyToFrame(openApp().my, untyped(null), 'https://app.example')).toThrow(
    'exposeMyToFrame: frame is null. Pass an iframe of this page.',
  )
})

test.each([
  ['https://app.example/', 'https://app.example'],
  ['https://app.example/page?a=1', 'https://app.example'],
  ['HTTPS://App.example:443', 'https://app.example'],
  ['*', 'https://app.example'],
  ['app.example', 'https://app.example'],
  [undefined, 'https://app.example'],
])('an origin that no page has is told at once, with the one that was meant: %s', async (given, meant) => {
  const frame = { contentWindow: null }
  const told = `origin is ${given === undefined ? 'undefined' : `"${given}"`}. Pass that of the other page alone, such as "${meant}".`
  expect(() => exposeMyToFrame(openApp().my, frame, untyped(given))).toThrow(told)
  await expect(connectMyToParent(untyped(given))).rejects.toThrow(told)
})
