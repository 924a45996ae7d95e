import type { PhoneMy } from 'photosalbum/node'
import { expect, test } from 'vitest'
import { createTestMy, openApp, type TestMy, type TestSocket } from '../../src/testing/index.ts'
import { onePage, writeProject } from '../mini-program/setup/open-app.ts'

const myOf = (phone: TestMy) => phone.my as PhoneMy

const CHAT = onePage(
  '<text>{{said}}</text><button onTap="send">send</button><button onTap="leave">leave</button>',
  `Page({
    data: { said: 'connecting' },
    onLoad() {
      const say = (said) => this.setData({ said: JSON.stringify(said) })
      my.onSocketOpen(() => my.sendSocketMessage({ data: 'hello' }))
      my.onSocketMessage(say)
      my.onSocketError(say)
      my.onSocketClose(({ code, reason }) => say([code, reason]))
      my.connectSocket({ url: 'wss://chat.example/room', header: { Token: '1' } })
    },
    send() { my.sendSocketMessage({ data: 'AQID', isBuffer: true }) },
    leave() { my.closeSocket({ reason: 'bye' }) },
  })`,
)

test('C60: a test can act as the server of a connection', async () => {
  const phone = createTestMy()
  const got: unknown[] = []
  let server: TestSocket | undefined
  phone.network.socket('wss://chat.example/room', (socket) => {
    server = socket
    socket.onMessage((data) => {
      got.push(data)
      socket.send(typeof data === 'string' ? `${data} from ${socket.headers.token}` : data)
    })
    socket.onClose((event) => got.push(event))
  })
  const app = await openApp(writeProject(CHAT), { phone })
  const says = (text: string) => app.currentPage().waitFor(() => app.currentPage().$('text')?.text() === text)
  await says('{"data":"hello from 1","isBuffer":false}')
  await app.tap('send')
  await says('{"data":"AQID","isBuffer":true}')
  await app.tap('leave')
  await says('[1000,"bye"]')
  expect(got).toEqual(['hello', Uint8Array.of(1, 2, 3), { code: 1000, reason: 'bye' }])
  expect(phone.network.requests).toEqual([{ url: 'wss://chat.example/room', method: 'GET', headers: { token: '1' } }])
  expect(app.problems).toEqual([])
  server?.send('nobody gets it')
})

test('C60: a test can close a connection, and an unserved one fails with the line to add', async () => {
  const phone = createTestMy({ device: { language: 'en' } })
  phone.network.socket(/room$/, (socket) => socket.close(4000, 'full'))
  const app = await openApp(writeProject(CHAT), { phone })
  await app.currentPage().waitFor(() => app.currentPage().$('text')?.text() === '[4000,"full"]')

  const alone = createTestMy()
  const log: unknown[] = []
  const closed = new Promise<void>((resolve) => {
    const task = myOf(alone).connectSocket({ url: 'wss://chat.example', multiple: true })
    task.onError((error) => log.push(error))
    task.onClose(({ code }) => {
      log.push(code)
      resolve()
    })
  })
  await closed
  const errorMessage = expect.stringContaining('Add network.socket("wss://chat.example/", …)')
  expect(log).toEqual([{ error: 50, errorMessage }, 1006])
})

test('C60: an error in a handler is an error of the test', async () => {
  const phone = createTestMy()
  phone.network.socket(/./, () => {
    throw new Error('oops')
  })
  myOf(phone).onSocketClose(() => {})
  await myOf(phone).connectSocket({ url: 'wss://chat.example' })
  await expect.poll(() => phone.settled().then(String, String)).toMatch(/network\.socket\(…\) threw: oops/)
})

test('C60: a phone that was reset has no connections and no listeners', async () => {
  const phone = createTestMy()
  const log: unknown[] = []
  let server: TestSocket | undefined
  phone.network.socket(/./, (socket) => {
    server = socket
  })
  myOf(phone).onSocketMessage((message: unknown) => log.push(message))
  await myOf(phone).connectSocket({ url: 'wss://chat.example' })
  await expect.poll(() => server !== undefined).toBe(true)
  phone.reset()
  server?.send('late')
  await phone.my.getSetting()
  expect(log).toEqual([])
})
