import { ABNORMAL_CLOSURE, type OpenSocket, type SocketMessage } from '../sources/network/socket.ts'
import { toBase64 } from '../util/encoding.ts'
import { nextTurn } from '../util/turn.ts'

/** The server's end of a connection that the app has opened with `my.connectSocket`. */
export interface TestSocket {
  readonly url: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly protocols: readonly string[]
  /** Sends a message to the app: text or bytes. */
  send(data: string | Uint8Array): void
  /**
   * Closes the connection.
   * @default 1000, ''
   */
  close(code?: number, reason?: string): void
  /** Calls the listener with each message of the app. */
  onMessage(listener: (data: string | Uint8Array<ArrayBuffer>) => void): void
  /** Calls the listener when the app has closed the connection. */
  onClose(listener: (event: { readonly code: number; readonly reason: string }) => void): void
}

/** Handles a connection. If it throws, the connection is refused, and the error is reported as one of the test. */
export type SocketHandler = (socket: TestSocket) => void

type Finder = (url: string, headers: Readonly<Record<string, string>>) => SocketHandler

/** The connections of the app. Every event occurs in a later turn of the event loop, as over a network. */
export function testSockets(find: Finder): OpenSocket {
  return ({ url, headers, protocols }, events) => {
    const messages = new Set<Parameters<TestSocket['onMessage']>[0]>()
    const closings = new Set<Parameters<TestSocket['onClose']>[0]>()
    let isOver = false
    const later = (happen: () => void) =>
      void nextTurn().then(() => {
        if (!isOver) happen()
      })
    const over = (code: number, reason: string) => {
      isOver = true
      events.closed(code, reason)
    }
    later(() => {
      try {
        const handle = find(url, headers)
        events.opened()
        handle({
          url,
          headers,
          protocols,
          send: (data) => later(() => events.message(messageOf(data))),
          close: (code = 1000, reason = '') => later(() => over(code, reason)),
          onMessage: (listener) => void messages.add(listener),
          onClose: (listener) => void closings.add(listener),
        })
      } catch (thrown) {
        events.failed(thrown instanceof Error ? thrown.message : String(thrown))
        over(ABNORMAL_CLOSURE, '')
      }
    })
    return {
      send: ({ data, isBuffer }) =>
        later(() => {
          for (const listener of messages) listener(isBuffer ? bytesOf(data) : data)
        }),
      close: (code, reason) =>
        later(() => {
          for (const listener of closings) listener({ code, reason })
          over(code, reason)
        }),
      end() {
        isOver = true
      },
    }
  }
}

const messageOf = (data: string | Uint8Array): SocketMessage =>
  typeof data === 'string' ? { data, isBuffer: false } : { data: toBase64(data), isBuffer: true }

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
