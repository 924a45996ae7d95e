import { SaveError } from '../core/errors.ts'
import { checkNumber } from '../core/wrong-option.ts'
import type { My } from '../my/my.ts'
import { LONGEST_TIMER } from '../util/longest-timer.ts'
import { type ConnectOptions, connectMy } from './connect-my.ts'
import { type ExposedMy, exposeMy } from './expose-my.ts'
import { checkFrame, checkMy, checkOrigin } from './misuse.ts'

const ASK = 'photosalbum:connect'

/** An `HTMLIFrameElement`, for projects that have no types of a page, too. */
export interface Frame {
  readonly contentWindow: { postMessage(message: unknown, origin: string, transfer: object[]): void } | null
}

/**
 * Lets the page in an iframe use `my`, if it is of `origin`: a page of another origin that the frame was led to gets
 * nothing. Each page that is loaded into the frame connects anew.
 */
export function exposeMyToFrame(my: My | (() => My), frame: Frame, origin: string): ExposedMy {
  checkMy('exposeMyToFrame', my)
  checkFrame('exposeMyToFrame', frame)
  checkOrigin('exposeMyToFrame', origin)
  let exposed: ExposedMy | undefined
  function receive(event: MessageEvent): void {
    if (event.data !== ASK || event.source !== frame.contentWindow || event.origin !== origin) return
    exposed?.close()
    const { port1, port2 } = new MessageChannel()
    exposed = exposeMy(my, port1)
    frame.contentWindow?.postMessage(ASK, origin, [port2])
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
 * The `my` of the page that this page is framed by, if that is of `origin`. Rejects with `unavailable` when that page
 * offers none, or is of another origin.
 */
export async function connectMyToParent(origin: string, { timeout = 30_000 }: ConnectOptions = {}): Promise<My> {
  checkOrigin('connectMyToParent', origin)
  checkNumber('connectMyToParent', 'timeout', timeout, 'milliseconds')
  const port = await new Promise<MessagePort>((resolve, reject) => {
    const message = `The page around this one offers no \`my\`: it has to be of ${origin}, and to call exposeMyToFrame.`
    const timer = setTimeout(
      () => finish(() => reject(new SaveError('unavailable', message))),
      Math.min(timeout, LONGEST_TIMER),
    )
    function receive(event: MessageEvent): void {
      const [port] = event.ports
      if (event.data !== ASK || event.source !== window.parent || event.origin !== origin || !port) return
      finish(() => resolve(port))
    }
    function finish(how: () => void): void {
      clearTimeout(timer)
      window.removeEventListener('message', receive)
      how()
    }
    window.addEventListener('message', receive)
    window.parent.postMessage(ASK, origin)
  })
  return await connectMy(port, { timeout })
}
