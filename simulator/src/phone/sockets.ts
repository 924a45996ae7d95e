import { effect } from '@preact/signals'
import { hasServer } from '#host'
import {
  ABNORMAL_CLOSURE,
  type OpenedSocket,
  type OpenSocket,
  type SocketEvents,
  socketOpener,
} from '../../../src/sources/network/socket.ts'
import { remoteSockets, type SocketAction, type SocketReport } from '../../../src/sources/network/socket-messages.ts'
import { device } from '../state/device.ts'
import { record } from '../state/requests.ts'
import { pause, SLOW } from './network.ts'
import { openSocketStream, sendToSocket } from './server.ts'

/** The page may only connect to its own server, which opens the connections for it, with the headers of the app. */
function createServerSockets(): OpenSocket {
  const remote = remoteSockets(ask)
  /** Requests are sent one after another, in the order of the app's calls. */
  let last: Promise<unknown> = Promise.resolve()
  let stream: Promise<void> | undefined
  const lose = () => {
    stream = undefined
    remote.lose()
  }
  function ask(socket: number, action: SocketAction): void {
    last = last
      .then(async () => {
        stream ??= openSocketStream((line) => remote.receive(...(JSON.parse(line) as [number, SocketReport])), lose)
        await stream
        await sendToSocket([socket, action])
      })
      .catch(lose)
  }
  return remote.open
}

const openAnywhere = hasServer
  ? createServerSockets()
  : socketOpener(async ({ url, protocols }) => new WebSocket(url, [...protocols]))

/** Functions that end the connections when the phone goes offline. */
const connected = new Set<() => void>()
effect(() => {
  if (device.value.network === 'offline') for (const cut of [...connected]) cut()
})

/** Opens the connections of the app, according to the network setting. */
export const phoneSocket: OpenSocket = (request, events) => {
  let socket: OpenedSocket | undefined
  let isOver = false
  let settle: { opened(): void; failed(thrown: Error): void } | undefined
  const cut = () => {
    if (isOver) return
    socket?.end()
    own.failed('The phone is offline.')
    own.closed(ABNORMAL_CLOSURE, '')
  }
  const own: SocketEvents = {
    ...events,
    opened() {
      settle?.opened()
      events.opened()
    },
    failed(reason) {
      settle?.failed(new Error(reason ?? 'unknown error'))
      events.failed(reason)
    },
    closed(code, reason) {
      if (isOver) return
      isOver = true
      connected.delete(cut)
      settle?.failed(new Error(String(code)))
      events.closed(code, reason)
    },
  }
  connected.add(cut)
  const { url, headers } = request
  const opening = new Promise<void>((opened, failed) => {
    settle = { opened, failed }
  })
  record(
    { url, headers },
    () => opening,
    () => ({ status: 101, headers: {}, body: null }),
  ).catch(() => {})
  void start()
  async function start(): Promise<void> {
    const { network, latency } = device.value
    await pause(latency + (network === 'slow' ? SLOW.latency : 0), undefined)
    if (network === 'offline') return cut()
    if (isOver) return
    if (network === 'failing') {
      own.failed('Unexpected server response: 503')
      return own.closed(ABNORMAL_CLOSURE, '')
    }
    socket = openAnywhere(request, own)
  }
  return {
    send: (message) => socket?.send(message),
    close(code, reason) {
      if (socket) socket.close(code, reason)
      else own.closed(ABNORMAL_CLOSURE, '')
    },
    end() {
      isOver = true
      connected.delete(cut)
      socket?.end()
    },
  }
}
