import {
  ABNORMAL_CLOSURE,
  type OpenedSocket,
  type OpenSocket,
  type SocketEvents,
  type SocketMessage,
  type SocketRequest,
} from './socket.ts'

/** Connections that are opened elsewhere: what one side asks for, and what the other reports. Both can be sent as JSON. */

export type SocketAction =
  | ({ readonly type: 'open' } & SocketRequest)
  | ({ readonly type: 'send' } & SocketMessage)
  | { readonly type: 'close'; readonly code: number; readonly reason: string }
  | { readonly type: 'end' }

export type SocketReport =
  | { readonly type: 'opened' }
  | ({ readonly type: 'message' } & SocketMessage)
  | { readonly type: 'failed'; readonly reason?: string | undefined }
  | { readonly type: 'closed'; readonly code: number; readonly reason: string }

/** The side of the app: opens connections by asking the other side. */
export function remoteSockets(ask: (socket: number, action: SocketAction) => void) {
  const open = new Map<number, SocketEvents>()
  let last = 0
  return {
    open: ((request, events) => {
      const socket = ++last
      open.set(socket, events)
      ask(socket, { type: 'open', ...request })
      return {
        send: (message) => ask(socket, { type: 'send', ...message }),
        close: (code, reason) => ask(socket, { type: 'close', code, reason }),
        end() {
          open.delete(socket)
          ask(socket, { type: 'end' })
        },
      }
    }) satisfies OpenSocket,
    receive(socket: number, report: SocketReport): void {
      const events = open.get(socket)
      if (report.type === 'opened') events?.opened()
      else if (report.type === 'message') events?.message({ data: report.data, isBuffer: report.isBuffer })
      else if (report.type === 'failed') events?.failed(report.reason)
      else {
        open.delete(socket)
        events?.closed(report.code, report.reason)
      }
    },
    /** The other side is gone. */
    lose(): void {
      for (const events of [...open.values()]) events.closed(ABNORMAL_CLOSURE, '')
      open.clear()
    },
  }
}

/** The side that opens the connections. */
export function servedSockets(openSocket: OpenSocket, report: (socket: number, event: SocketReport) => void) {
  const sockets = new Map<number, OpenedSocket>()
  return {
    act(socket: number, action: SocketAction): void {
      if (action.type === 'open') {
        const { url, headers, protocols } = action
        const opened = openSocket(
          { url, headers, protocols },
          {
            opened: () => report(socket, { type: 'opened' }),
            message: (message) => report(socket, { type: 'message', ...message }),
            failed: (reason) => report(socket, { type: 'failed', ...(reason !== undefined && { reason }) }),
            closed(code, reason) {
              sockets.delete(socket)
              report(socket, { type: 'closed', code, reason })
            },
          },
        )
        sockets.set(socket, opened)
      } else if (action.type === 'send') sockets.get(socket)?.send(action)
      else if (action.type === 'close') sockets.get(socket)?.close(action.code, action.reason)
      else {
        sockets.get(socket)?.end()
        sockets.delete(socket)
      }
    },
    end(): void {
      for (const socket of sockets.values()) socket.end()
      sockets.clear()
    },
  }
}
