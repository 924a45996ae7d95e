/**
 * One end of a channel. A `MessagePort` (of a browser, of Node, of Electron's main process), a `Worker`, a worker's own
 * scope, Node's `Worker` and `parentPort`: they send alike, and differ in how they listen.
 */
export interface Port {
  postMessage(message: unknown): void
  addEventListener?(type: string, listener: (event: unknown) => void): void
  removeEventListener?(type: string, listener: (event: unknown) => void): void
  on?(type: string, listener: (event: unknown) => void): unknown
  off?(type: string, listener: (event: unknown) => void): unknown
  start?(): void
  close?(): void
}

/** What tells our messages from others on the same port, which are left alone. */
const TAG = 'photosalbum'
const VERSION = 1

export function post(port: Port, message: object): void {
  port.postMessage({ [TAG]: VERSION, ...message })
}

/** Hears what `post` sends, and that the other end is gone where the port tells so. Gives what ends the listening. */
export function listen<Message>(port: Port, onMessage: (message: Message) => void, onClosed: () => void): () => void {
  // Some emit an event around the data, some the data itself.
  const receive = (event: unknown) => {
    const message = [event, (event as { data?: unknown } | undefined)?.data].find(isOurs)
    if (message !== undefined) onMessage(message as Message)
  }
  const handlers = { message: receive, close: onClosed, exit: onClosed }
  const attach = (port.addEventListener ?? port.on)!
  const detach = port.removeEventListener ?? port.off
  for (const [type, handler] of Object.entries(handlers)) attach.call(port, type, handler)
  port.start?.()
  return () => {
    for (const [type, handler] of Object.entries(handlers)) detach?.call(port, type, handler)
  }
}

const isOurs = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && (value as { [TAG]?: unknown })[TAG] === VERSION
