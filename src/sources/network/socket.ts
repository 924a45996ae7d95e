import { fromBase64, toBase64 } from '../../util/encoding.ts'

/** A connection that an app wants (WebSocket). */
export interface SocketRequest {
  readonly url: string
  /** A browser sends none of them. */
  readonly headers: Readonly<Record<string, string>>
  readonly protocols: readonly string[]
}

/** A message. Bytes are in Base64. */
export interface SocketMessage {
  readonly data: string
  readonly isBuffer: boolean
}

/** What happens to a connection. The last event is `closed`, whether it was ever opened or not. */
export interface SocketEvents {
  opened(): void
  message(message: SocketMessage): void
  /** `reason`: in words, if the platform says it. */
  failed(reason: string | undefined): void
  closed(code: number, reason: string): void
}

export interface OpenedSocket {
  /** Only after `opened`. */
  send(message: SocketMessage): void
  close(code: number, reason: string): void
  /** At once, without telling the server. */
  end(): void
}

/** Opens a connection. No event happens before it has returned. */
export type OpenSocket = (request: SocketRequest, events: SocketEvents) => OpenedSocket

/** What the classes named `WebSocket` of browsers and of libraries have in common. */
interface WebSocketLike {
  binaryType: string
  onopen: unknown
  onmessage: unknown
  onerror: unknown
  onclose: unknown
  send(data: string | Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
  terminate?(): void
}

/** What a connection that was never there is closed with (RFC 6455, 7.4.1). */
export const ABNORMAL_CLOSURE = 1006

/** Opens connections by a class that is loaded, or constructed, asynchronously. */
export function socketOpener(create: (request: SocketRequest) => Promise<WebSocketLike>): OpenSocket {
  return (request, events) => {
    let socket: WebSocketLike | undefined
    let isOver = false
    const closed = (code: number, reason: string) => {
      if (!isOver) events.closed(code, reason)
      isOver = true
    }
    create(request).then(
      (created) => {
        if (isOver) return end(created)
        socket = listen(created, { ...events, closed })
      },
      (thrown: unknown) => {
        if (isOver) return
        events.failed(thrown instanceof Error ? thrown.message : undefined)
        closed(ABNORMAL_CLOSURE, '')
      },
    )
    return {
      send: ({ data, isBuffer }) => socket?.send(isBuffer ? fromBase64(data) : data),
      close(code, reason) {
        if (socket) socket.close(code, reason)
        else closed(ABNORMAL_CLOSURE, '')
      },
      end() {
        isOver = true
        if (socket) end(socket)
      },
    }
  }
}

function listen(socket: WebSocketLike, events: SocketEvents): WebSocketLike {
  return Object.assign(socket, {
    binaryType: 'arraybuffer',
    onopen: () => events.opened(),
    onmessage: ({ data }: { data: string | ArrayBuffer }) =>
      events.message(
        typeof data === 'string' ? { data, isBuffer: false } : { data: toBase64(new Uint8Array(data)), isBuffer: true },
      ),
    onerror: ({ message }: { message?: string }) => events.failed(message || undefined),
    onclose: ({ code, reason }: { code: number; reason: string }) => events.closed(code, reason),
  })
}

function end(socket: WebSocketLike): void {
  Object.assign(socket, { onopen: null, onmessage: null, onclose: null, onerror: () => {} })
  if (socket.terminate) socket.terminate()
  else socket.close()
}
