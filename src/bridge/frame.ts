import { SaveError } from '../core/errors.ts'
import { checkOption, milliseconds } from '../core/validation.ts'
import type { My } from '../my/my.ts'
import { MAX_TIMEOUT_MS } from '../util/async.ts'
import { checkFrame, checkMy, checkOrigin } from './arguments.ts'
import { type ConnectOptions, connectMy } from './connect-my.ts'
import { type ExposedMy, exposeMy } from './expose-my.ts'

const CONNECT = 'photosalbum:connect'

/** The part of an `HTMLIFrameElement` that is used, so that projects without the `dom` types compile as well. */
export interface Frame {
  readonly contentWindow: { postMessage(message: unknown, origin: string, transfer: object[]): void } | null
}

/**
 * Lets the page in an iframe use `my`, but only while it is of `origin`: pages of other origins in the frame get nothing. Each
 * page that is loaded into the frame connects again.
 * @throws TypeError if an argument is invalid
 */
export function exposeMyToFrame(my: My | (() => My), frame: Frame, origin: string): ExposedMy {
  if (typeof my !== 'function') checkMy('exposeMyToFrame', my)
  checkFrame('exposeMyToFrame', frame)
  checkOrigin('exposeMyToFrame', origin)
  let exposed: ExposedMy | undefined
  function receive(event: MessageEvent): void {
    if (event.data !== CONNECT || event.source !== frame.contentWindow || event.origin !== origin) return
    exposed?.close()
    const { port1, port2 } = new MessageChannel()
    exposed = exposeMy(my, port1)
    frame.contentWindow?.postMessage(CONNECT, origin, [port2])
  }
  window.addEventListener('message', receive)
  return {
    refresh: () => exposed?.refresh(),
    close() {
      window.removeEventListener('message', receive)
      exposed?.close()
    },
  }
}

/**
 * Connects to the `my` that the parent page exposes to this frame, if the parent is of `origin`.
 * @throws TypeError if `origin` is not an origin
 * @throws SaveError `unavailable` if the parent exposes none, or is of another origin
 */
export async function connectMyToParent(origin: string, { timeout = 30_000 }: ConnectOptions = {}): Promise<My> {
  checkOrigin('connectMyToParent', origin)
  checkOption('connectMyToParent', 'timeout', timeout, milliseconds)
  const port = await new Promise<MessagePort>((resolve, reject) => {
    const message = `The parent page exposes no \`my\`. Its origin must be ${origin}, and it must call exposeMyToFrame.`
    const error = new SaveError('unavailable', message, { details: { code: 'my-not-exposed', origin } })
    const timer = setTimeout(() => finish(() => reject(error)), Math.min(timeout, MAX_TIMEOUT_MS))
    function receive(event: MessageEvent): void {
      const [port] = event.ports
      if (event.data !== CONNECT || event.source !== window.parent || event.origin !== origin || !port) return
      finish(() => resolve(port))
    }
    function finish(settle: () => void): void {
      clearTimeout(timer)
      window.removeEventListener('message', receive)
      settle()
    }
    window.addEventListener('message', receive)
    window.parent.postMessage(CONNECT, origin)
  })
  return await connectMy(port, { timeout })
}
