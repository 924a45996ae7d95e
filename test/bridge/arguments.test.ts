import { MessageChannel } from 'node:worker_threads'
import { connectMy, connectMyToParent, exposeMy, exposeMyToFrame } from 'photosalbum/bridge'
import { expect, onTestFinished, test } from 'vitest'
import { openApp } from '../my/app.ts'

/** Values that a caller without types may pass. */
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
])('both sides refuse %s as a port', async (formatted, port) => {
  expect(() => exposeMy(openApp().my, untyped(port))).toThrow(new TypeError(`exposeMy: port is ${formatted}. ${PORT}`))
  await expect(connectMy(untyped(port))).rejects.toThrow(new TypeError(`connectMy: port is ${formatted}. ${PORT}`))
})

test.each([
  ['undefined', undefined],
  ['null', null],
  ['"my"', 'my'],
  ['an object', {}],
  ['an object', Promise.resolve()],
  ['an object', () => ({})],
  ['undefined', () => undefined],
  ['a function', () => () => openApp().my],
])('refuses %s as a `my`', (formatted, my) => {
  const told = `exposeMy: my is ${formatted}. Pass the result of createMy(), or a function that returns it.`
  expect(() => exposeMy(untyped(my), openPort())).toThrow(new TypeError(told))
})

test('refuses swapped arguments, and a frame for nothing', () => {
  const expose = () => exposeMyToFrame(untyped({}), { contentWindow: null }, 'https://app.example')
  expect(expose).toThrow('exposeMyToFrame: my is an object. Pass the result of createMy()')
  expect(() => exposeMy(openPort(), untyped(openApp().my))).toThrow('exposeMy: port is an object.')
})

test.each(['3000', Number.NaN, -1, null])('refuses %j as a timeout', async (timeout) => {
  const wrong = /: timeout is .+\. Pass a number of milliseconds\.$/
  await expect(connectMy(openPort(), { timeout: untyped(timeout) })).rejects.toThrow(wrong)
  await expect(connectMyToParent('https://host.example', { timeout: untyped(timeout) })).rejects.toThrow(wrong)
})

test('accepts a timeout that is longer than any timer', async () => {
  const { port1, port2 } = new MessageChannel()
  const connecting = connectMy(untyped(port2), { timeout: Number.POSITIVE_INFINITY })
  port1.once('message', () => exposeMy(openApp().my, untyped(port1)))
  const my = await connecting
  expect(my.canIUse('saveImageToPhotosAlbum')).toBe(true)
  await my.dispose()
})

test('refuses a missing frame', () => {
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
])('refuses %s as an origin and suggests the right one', async (given, meant) => {
  const frame = { contentWindow: null }
  const told = `origin is ${given === undefined ? 'undefined' : `"${given}"`}. Pass only the origin of the other page, such as "${meant}".`
  expect(() => exposeMyToFrame(openApp().my, frame, untyped(given))).toThrow(told)
  await expect(connectMyToParent(untyped(given))).rejects.toThrow(told)
})
