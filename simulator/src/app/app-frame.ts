import workerUrl from '../worker/worker.ts?worker&url'
import type { Start } from './protocol.ts'

/**
 * Runs the worker of one app in a sandboxed frame. The frame has an opaque origin, so the app cannot access the storage,
 * cookies and caches of the phone. Its content security policy allows neither connections nor further scripts.
 */
export interface AppFrame {
  /** `code` is the script of the program. Rejects if the server is no longer running. */
  start(code: string, start: Start, channel: MessagePort): Promise<void>
  /** Ends the worker immediately, even if it is busy. */
  remove(): void
}

/** In characters. The app may throw an error of any length. */
const MAX_MESSAGE = 10_000

const loadRuntime = async (): Promise<string> => (await fetch(workerUrl)).text()
let runtime: Promise<string> | undefined

/** `onError` receives the message of an uncaught error in the worker. */
export function createAppFrame(onError: (message: string) => void): AppFrame {
  runtime ??= loadRuntime()
  const frame = document.createElement('iframe')
  frame.sandbox.add('allow-scripts')
  frame.src = './app-frame.html'
  frame.hidden = true
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }))
  const receive = ({ source, data }: MessageEvent<unknown>) => {
    if (source === frame.contentWindow) onError(String(data).slice(0, MAX_MESSAGE))
  }
  addEventListener('message', receive)
  document.body.append(frame)
  return {
    async start(code, start, channel) {
      await loaded
      // The program comes first, so that its source map matches the positions in stack traces.
      const script = `${code}\n;${await runtime}`
      frame.contentWindow?.postMessage({ script, start }, '*', [channel, start.my, start.files])
    },
    remove() {
      removeEventListener('message', receive)
      frame.remove()
    },
  }
}
