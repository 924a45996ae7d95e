import type { OpenedSocket, OpenSocket, SocketEvents, SocketMessage } from '../../sources/network/socket.ts'
import { toBase64 } from '../../util/encoding.ts'
import { formatValue, quote } from '../../util/format.ts'
import { parseUrl } from '../../util/url.ts'
import { type Api, type ApiHost, type ApiTable, displayText, invalidParameter, type Value } from '../api.ts'
import { ApiError, type AsyncApi, asyncApi, type Call, createListeners, type Listeners } from '../call.ts'
import {
  INVALID_PARAMETER,
  NO_SOCKET_URL,
  SOCKET_EXISTS,
  SOCKET_FAILED,
  SOCKET_NOT_OPEN,
  SOCKET_REFUSED,
  SOCKET_SCHEME,
  SOCKET_UNKNOWN,
  SOCKET_URL,
  WS_NOT_SUPPORTED,
} from '../codes.ts'

type Event = 'Open' | 'Message' | 'Error' | 'Close'
const EVENTS: readonly Event[] = ['Open', 'Message', 'Error', 'Close']

type SendOptions = { data: string | ArrayBuffer; isBuffer?: boolean }
export type SendSocketMessage = AsyncApi<SendOptions, object, void>
export type CloseSocket = AsyncApi<{ code?: number; reason?: string }, object, void>
export interface SocketTask {
  send: SendSocketMessage
  close: (...options: [] | Parameters<CloseSocket>) => Promise<void>
  onOpen(listener: (event: object) => void): void
  offOpen(listener?: (event: object) => void): void
  onMessage(listener: (event: SocketMessage) => void): void
  offMessage(listener?: (event: object) => void): void
  onError(listener: (event: { error: number; errorMessage: string }) => void): void
  offError(listener?: (event: object) => void): void
  onClose(listener: (event: { code: number; reason: string }) => void): void
  offClose(listener?: (event: object) => void): void
}
export type ConnectSocket = AsyncApi<
  { url: string; data?: object; header?: Record<string, string>; multiple?: boolean },
  object,
  void,
  SocketTask
>

/** The documented limit. */
const MAX_SOCKETS = 5
const NORMAL_CLOSURE = 1000
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/
const PROTOCOL_HEADER = 'sec-websocket-protocol'

interface Connection {
  readonly isSingle: boolean
  isOpen: boolean
  socket?: OpenedSocket
}

/** The connections of one app, with their listeners. They stay open if the `my` is replaced while the app runs. */
export interface Sockets {
  /** The number of connections that are open or being opened. */
  readonly size: number
  /** Calls the listener after every event of a connection. */
  watch(listener: () => void): void
  /** Closes all connections. No listener is called any more. */
  end(): void
}

interface OwnSockets extends Sockets {
  readonly open: OpenSocket
  readonly allowsLoopback: boolean
  readonly connections: Set<Connection>
  readonly tasks: WeakMap<Call, Connection>
  readonly listeners: Listeners
  changed(): void
}

export function createSockets(
  open: OpenSocket,
  /** Whether `ws:` to this computer is accepted, for development. */
  { allowHttpLoopback = false }: { readonly allowHttpLoopback?: boolean | undefined } = {},
): Sockets {
  const connections = new Set<Connection>()
  const watching = new Set<() => void>()
  const own: OwnSockets = {
    open,
    allowsLoopback: allowHttpLoopback,
    connections,
    tasks: new WeakMap(),
    listeners: createListeners(),
    changed() {
      for (const listener of watching) listener()
    },
    watch: (listener) => void watching.add(listener),
    get size() {
      return connections.size
    },
    end() {
      for (const { socket } of connections) socket?.end()
      connections.clear()
    },
  }
  return own
}

/** `my.connectSocket` and the related APIs. Web pages do not include them, since they have `WebSocket`. */
export function socketApis(sockets: Sockets): ApiTable<ApiHost> {
  const own = sockets as OwnSockets
  const single = () => [...own.connections].find(({ isSingle }) => isSingle)
  return {
    connectSocket: connectSocket(own, single),
    sendSocketMessage: sending('sendSocketMessage', single),
    closeSocket: closing('closeSocket', single),
    ...Object.fromEntries(
      EVENTS.flatMap((event): [string, Value<ApiHost>][] => [
        [`onSocket${event}`, { make: () => (listener: unknown) => own.listeners.add(event, listener) }],
        [`offSocket${event}`, { make: () => (listener?: unknown) => own.listeners.remove(event, listener) }],
      ]),
    ),
  }
}

type ConnectOption = 'url' | 'data' | 'header' | 'multiple' | 'protocols'

const connectSocket = (own: OwnSockets, single: () => Connection | undefined): Api<ConnectOption, ApiHost> => ({
  // `protocols` is undocumented, but libraries such as MQTT.js pass it.
  options: ['url', 'data', 'header', 'multiple', 'protocols'],
  run({ url, data, header, multiple, protocols }, call, { platform }) {
    const address = addressOf(url, own.allowsLoopback)
    for (const [name, value] of Object.entries(data ?? {})) address.searchParams.append(name, displayText(value))
    const headers = headersOf(header)
    const named = headers[PROTOCOL_HEADER] ?? (Array.isArray(protocols) ? protocols.join() : displayText(protocols))
    delete headers[PROTOCOL_HEADER]
    const isSingle = multiple !== true
    const before = isSingle ? single() : undefined
    // my.connectSocket.md: only Android refuses a second connection.
    if (before && platform === 'Android') {
      throw new ApiError(SOCKET_EXISTS, 'my.connectSocket: there is a connection already: call my.closeSocket first.', {
        details: { code: 'socket-exists' },
      })
    }
    if (before) close(own, before, NORMAL_CLOSURE, '')
    if (own.connections.size >= MAX_SOCKETS) {
      throw new ApiError(
        SOCKET_UNKNOWN,
        `my.connectSocket: there are ${MAX_SOCKETS} connections already, and no more are possible: close one.`,
        { details: { code: 'too-many-sockets', max: MAX_SOCKETS } },
      )
    }
    const connection: Connection = { isSingle, isOpen: false }
    own.connections.add(connection)
    own.tasks.set(call, connection)
    connection.socket = own.open(
      { url: address.href, headers, protocols: named.split(/\s*,\s*/).filter(Boolean) },
      eventsOf(own, connection, [call.listeners, ...(isSingle ? [own.listeners] : [])]),
    )
    return undefined
  },
  task(call, host) {
    const { listeners } = call
    const connection = () => own.tasks.get(call)
    return {
      send: asyncApi(host, 'SocketTask.send', sending('SocketTask.send', connection)),
      close: asyncApi(host, 'SocketTask.close', closing('SocketTask.close', connection)),
      ...Object.fromEntries(
        EVENTS.flatMap((event) => [
          [`on${event}`, (listener: unknown) => listeners.add(event, listener)],
          [`off${event}`, (listener?: unknown) => listeners.remove(event, listener)],
        ]),
      ),
    }
  },
})

function eventsOf(own: OwnSockets, connection: Connection, listening: readonly Listeners[]): SocketEvents {
  const emit = (event: Event, value: object) => {
    for (const listeners of listening) listeners.emit(event, { ...value })
    own.changed()
  }
  return {
    opened() {
      connection.isOpen = true
      emit('Open', {})
    },
    message: (message) => emit('Message', message),
    failed(reason = 'unknown error') {
      const error = /Sec-WebSocket-Accept/.test(reason)
        ? SOCKET_REFUSED
        : connection.isOpen
          ? SOCKET_UNKNOWN
          : SOCKET_FAILED
      emit('Error', { error, errorMessage: reason })
    },
    closed(code, reason) {
      connection.isOpen = false
      own.connections.delete(connection)
      emit('Close', { code, reason })
    },
  }
}

const sending = (api: string, find: () => Connection | undefined): Api<'data' | 'isBuffer', ApiHost> => ({
  options: ['data', 'isBuffer'],
  run({ data, isBuffer }) {
    const connection = find()
    if (!connection?.isOpen) {
      throw new ApiError(SOCKET_NOT_OPEN, `my.${api}: the connection is not open: wait for its open event.`, {
        details: { code: 'socket-not-open', api },
      })
    }
    connection.socket!.send(messageOf(api, data, isBuffer === true))
    return undefined
  },
})

const closing = (api: string, find: () => Connection | undefined): Api<'code' | 'reason', ApiHost> => ({
  options: ['code', 'reason'],
  run({ code = NORMAL_CLOSURE, reason }) {
    // The rule of `WebSocket`, which implements the connection.
    const isCode = code === NORMAL_CLOSURE || (Number.isInteger(code) && Number(code) >= 3000 && Number(code) <= 4999)
    if (!isCode) {
      const [value, choices] = [formatValue(code), '1000, 3000–4999']
      throw invalidParameter(`my.${api}: code is ${value}: pass one of ${choices}.`, {
        code: 'option-not-listed',
        api,
        option: 'code',
        value,
        choices,
      })
    }
    find()?.socket?.close(Number(code), displayText(reason))
    return undefined
  },
})

function close({ connections }: OwnSockets, connection: Connection, code: number, reason: string): void {
  connections.delete(connection)
  connection.socket?.close(code, reason)
}

/** Public mini-programs also pass buffers. */
function messageOf(api: string, data: unknown, isBase64: boolean): SocketMessage {
  const bytes = ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : Object.prototype.toString.call(data) === '[object ArrayBuffer]'
      ? new Uint8Array(data as ArrayBuffer)
      : undefined
  if (bytes) return { data: toBase64(bytes), isBuffer: true }
  const text = typeof data === 'string' ? data : undefined
  if (text === undefined || (isBase64 && !isDecodable(text))) {
    throw invalidParameter(`my.${api}: data is invalid: pass a string, with isBuffer: true one in Base64.`, {
      code: 'socket-data-invalid',
      api,
    })
  }
  return { data: text, isBuffer: isBase64 }
}

function isDecodable(text: string): boolean {
  try {
    atob(text)
    return true
  } catch {
    return false
  }
}

function addressOf(given: unknown, allowsLoopback: boolean): URL {
  const api = 'connectSocket'
  const text = typeof given === 'string' ? given.trim() : ''
  if (text === '') {
    throw new ApiError(NO_SOCKET_URL, `my.${api}: url is missing: pass a non-empty string.`, {
      details: { code: 'option-missing', api, option: 'url' },
    })
  }
  const url = quote(text)
  const address = parseUrl(text)
  if (!address || !/^wss?:$/.test(address.protocol)) {
    throw new ApiError(
      address ? SOCKET_SCHEME : SOCKET_URL,
      `my.${api}: ${url} cannot be connected to: pass wss://….`,
      {
        details: { code: 'socket-url-invalid', url },
      },
    )
  }
  const loopback = LOOPBACK.test(address.hostname)
  if (address.protocol === 'ws:' && !(allowsLoopback && loopback)) {
    const remedy = loopback ? 'use wss:, or createMy({ network: { allowHttpLoopback: true } })' : 'use wss:'
    throw new ApiError(WS_NOT_SUPPORTED, `my.${api}: ${url} is ws:, which is not supported: ${remedy}.`, {
      details: { code: 'ws-not-supported', url, loopback },
    })
  }
  address.hash = ''
  return address
}

function headersOf(given: unknown): Record<string, string> {
  try {
    return Object.fromEntries(new Headers(Object.entries(given ?? {}).map(([name, value]) => [name, String(value)])))
  } catch {
    throw new ApiError(
      INVALID_PARAMETER,
      'my.connectSocket: headers are invalid: pass an object such as { "content-type": "application/json" }.',
      { details: { code: 'header-option-invalid', api: 'connectSocket' } },
    )
  }
}
