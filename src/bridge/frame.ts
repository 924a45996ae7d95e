import { SaveError } from '../errors.ts'
import type { My } from '../my/my.ts'
import { type ConnectOptions, connectMy } from './connect-my.ts'
import { type ExposedMy, exposeMy } from './expose-my.ts'

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
  if (origin === '*')
    throw new TypeError(
      'Name the origin of the frame, such as "https://app.example": "*" would let any page save photos.',
    )
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
export async function connectMyToParent(origin: string, options: ConnectOptions = {}): Promise<My> {
  const port = await new Promise<MessagePort>((resolve, reject) => {
    const message = `The page around this one offers no \`my\`: it has to be of ${origin}, and to call exposeMyToFrame.`
    const timer = setTimeout(
      () => finish(() => reject(new SaveError('unavailable', message))),
      options.timeout ?? 30_000,
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
  return await connectMy(port, options)
}
