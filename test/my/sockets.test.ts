import { type PhoneMy, publicAddresses } from 'photosalbum/node'
import { describe, expect, test } from 'vitest'
import { socketServer } from '../fixtures/socket-server.ts'
import { failure, failureOf, openApp, record, serve, succeeded } from './app.ts'

/** The documentation is in `AlipayDocs/open-docs`, folder `mini/api/基础API/网络`. */

const open = (platform: 'iOS' | 'Android' = 'iOS') =>
  openApp({ client: { platform }, network: { allowHttpLoopback: true } }).my

/** Records the events of all listeners of the connections of `my`. */
function listen(my: PhoneMy) {
  const log: unknown[] = []
  const note = (event: string) => (value: object) => void log.push([event, value])
  my.onSocketOpen(note('open'))
  my.onSocketMessage(note('message'))
  my.onSocketError(note('error'))
  my.onSocketClose(note('close'))
  const seen = async (...events: unknown[]) => {
    await expect.poll(() => log.slice(0, events.length)).toEqual(events)
    log.splice(0, events.length)
  }
  return { log, seen }
}

describe('C59: my.connectSocket', () => {
  test('my.connectSocket.md: connects with the data and the headers of the app, then calls its listeners', async () => {
    const my = open()
    const { url, requests } = await socketServer()
    const { log, seen } = listen(my)
    const options = { url: `${url}/chat?a=1`, data: { b: '二' }, header: { 'X-App': 'shop' } }
    expect(await record(my.connectSocket, options)).toEqual(succeeded({}))
    expect(log).toEqual([])
    await seen(['open', {}])
    expect(requests[0]).toMatchObject({ url: '/chat?a=1&b=%E4%BA%8C', headers: { 'x-app': 'shop' } })
    expect(requests[0]?.headers.origin).toBeUndefined()
  })

  test('my.sendSocketMessage.md, my.onSocketMessage.md: text, and bytes in Base64', async () => {
    const my = open()
    const { url } = await socketServer()
    const { seen } = listen(my)
    await my.connectSocket({ url })
    await seen(['open', {}])
    expect(await record(my.sendSocketMessage, { data: '你好' })).toEqual(succeeded({}))
    await seen(['message', { data: '你好', isBuffer: false }])
    await my.sendSocketMessage({ data: 'AQID', isBuffer: true })
    await seen(['message', { data: 'AQID', isBuffer: true }])
    await my.sendSocketMessage({ data: Uint8Array.of(9, 8).buffer })
    await seen(['message', { data: 'CQg=', isBuffer: true }])
    await my.sendSocketMessage({ data: 'bytes' })
    await seen(['message', { data: 'AQL/', isBuffer: true }])
    for (const options of [{}, { data: 7 }, { data: '%', isBuffer: true }])
      expect(await failureOf(my.sendSocketMessage(options as never))).toEqual(failure(2, /data is invalid/))
  })

  test('my.closeSocket.md: both sides can close the connection', async () => {
    const my = open()
    const { url, closed } = await socketServer()
    const { seen } = listen(my)
    for (const [code, reason] of [
      [1000, ''],
      [3001, 'enough'],
    ] as const) {
      await my.connectSocket({ url })
      await seen(['open', {}])
      expect(await record(my.closeSocket, code === 1000 ? {} : { code, reason })).toEqual(succeeded({}))
      await seen(['close', { code, reason }])
    }
    expect(closed).toEqual([
      [1000, ''],
      [3001, 'enough'],
    ])
    await my.connectSocket({ url })
    await seen(['open', {}])
    await my.sendSocketMessage({ data: 'close' })
    await seen(['close', { code: 4001, reason: 'as you wish' }])
    expect(await failureOf(my.closeSocket({ code: 7 }))).toEqual(failure(2, /code is 7: pass one of 1000, 3000–4999/))
  })

  test('my.offSocketOpen.md and similar APIs: remove one listener, or all', async () => {
    const my = open()
    const { url } = await socketServer()
    const { log, seen } = listen(my)
    const removed = () => log.push('removed')
    my.onSocketMessage(removed)
    my.offSocketMessage(removed)
    my.offSocketOpen()
    let opened = () => {}
    const isOpen = new Promise<void>((resolve) => (opened = resolve))
    my.onSocketOpen(() => opened())
    await my.connectSocket({ url })
    await isOpen
    await my.sendSocketMessage({ data: 'a' })
    await seen(['message', { data: 'a', isBuffer: false }])
    my.offSocketMessage()
    await my.sendSocketMessage({ data: 'drop' })
    await seen(['close', { code: 1006, reason: '' }])
  })

  test('my.connectSocket.md: with multiple, each connection has its own SocketTask, and there are five at most', async () => {
    const my = open()
    const { url, requests, clients } = await socketServer()
    const { log } = listen(my)
    const seen: string[] = []
    const tasks: ReturnType<PhoneMy['connectSocket']>[] = []
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      const task = my.connectSocket({ url: `${url}/${name}`, multiple: true })
      task.onMessage(({ data }) => seen.push(`${name}: ${data}`))
      task.onClose(({ code }) => seen.push(`${name} closed: ${code}`))
      await new Promise<void>((resolve) => task.onOpen(() => resolve()))
      tasks.push(task)
    }
    expect(requests.map((request) => request.url)).toEqual(['/a', '/b', '/c', '/d', '/e'])
    expect(await failureOf(my.connectSocket({ url, multiple: true }))).toEqual(failure(1, /5 connections already/))
    await tasks[1]!.send({ data: 'hello' })
    await expect.poll(() => seen.splice(0)).toEqual(['b: hello'])
    await tasks[0]!.close({ code: 1000, reason: 'done' })
    await expect.poll(() => seen.splice(0)).toEqual(['a closed: 1000'])
    expect(await failureOf(tasks[0]!.send({ data: 'late' }))).toEqual(failure(10, /not open/))
    // The listeners of `my` are not called.
    expect(await failureOf(my.sendSocketMessage({ data: 'x' }))).toEqual(failure(10, /not open/))
    expect(log).toEqual([])
    await my.dispose()
    await expect.poll(() => clients.size).toBe(0)
  })

  test('my.connectSocket.md: on Android, a second single connection is an error; elsewhere it replaces the first', async () => {
    const { url } = await socketServer()
    const android = open('Android')
    await android.connectSocket({ url })
    expect(await failureOf(android.connectSocket({ url }))).toEqual(failure(3, /call my\.closeSocket first/))
    const my = open()
    const { seen } = listen(my)
    await my.connectSocket({ url: `${url}/first` })
    await seen(['open', {}])
    await my.connectSocket({ url: `${url}/second` })
    await expect.poll(() => my.sendSocketMessage({ data: 'x' }).then(Object, () => undefined)).toBeDefined()
  })

  test('my.connectSocket.md: 3 without a URL, 4 and 5 for another one, 20 for ws:', async () => {
    const my = open()
    for (const [given, error] of [
      ['', 3],
      [undefined, 3],
      ['chat', 4],
      ['https://chat.example', 5],
      ['ws://chat.example', 20],
    ] as const)
      expect(await failureOf(my.connectSocket({ url: given as string })), given).toEqual(
        failure(error, /my\.connectSocket/),
      )
    expect(await failureOf(openApp().my.connectSocket({ url: 'ws://127.0.0.1:1' }))).toEqual(
      failure(20, /use wss:, or createMy\({ network: { allowHttpLoopback: true } }\)/),
    )
  })

  test('my.onSocketError.md: a server that is missing, or refuses', async () => {
    const my = open()
    const { log, seen } = listen(my)
    const { url } = await serve((_request, response) => response.writeHead(403).end())
    await my.connectSocket({ url: url.replace('http', 'ws') })
    await seen(
      ['error', { error: 50, errorMessage: 'Unexpected server response: 403' }],
      ['close', { code: 1006, reason: '' }],
    )
    await my.connectSocket({ url: 'ws://127.0.0.1:1' })
    await seen(
      ['error', { error: 50, errorMessage: expect.stringMatching(/ECONNREFUSED/) }],
      ['close', { code: 1006, reason: '' }],
    )
    expect(log).toEqual([])
  })

  test('a host may refuse servers by their URL or their address', async () => {
    const { url, requests } = await socketServer()
    const asked: string[] = []
    const refuse = (address: URL) => {
      asked.push(address.href)
      return false
    }
    for (const [allow, errorMessage] of [
      [refuse, expect.stringMatching(/not allowed|"allow"/)],
      [publicAddresses(), expect.stringMatching(/an address that the option "allow" refuses/)],
    ] as const) {
      const { my } = openApp({ network: { allowHttpLoopback: true, allow } })
      const { seen } = listen(my)
      await my.connectSocket({ url: `${url}/a` })
      await seen(['error', { error: 50, errorMessage }], ['close', { code: 1006, reason: '' }])
      await my.connectSocket({ url: `${url.replace('127.0.0.1', 'localhost')}/a` })
      await seen(['error', { error: 50, errorMessage }], ['close', { code: 1006, reason: '' }])
    }
    expect(asked[0]).toBe(`${url.replace('ws', 'http')}/a`)
    expect(requests).toEqual([])
  })

  test.each([
    ['a header, as my.onSocketError.md advises', { header: { 'Sec-WebSocket-Protocol': 'mqtt, other' } }],
    ['an option, as MQTT.js does', { protocols: ['mqtt', 'other'] }],
  ])('the protocol may be named by %s', async (_way, options) => {
    const my = open()
    const { url, requests } = await socketServer()
    const { seen } = listen(my)
    await my.connectSocket({ url, ...options })
    await seen(['open', {}])
    expect(requests[0]?.headers['sec-websocket-protocol']).toBe('mqtt,other')
  })

  test('canIUse knows it', () => {
    const my = open()
    for (const query of ['connectSocket.object.multiple', 'onSocketOpen', 'sendSocketMessage.object.isBuffer'])
      expect(my.canIUse(query), query).toBe(true)
  })
})
