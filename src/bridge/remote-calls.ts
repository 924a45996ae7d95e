import { SaveError } from '../core/errors.ts'
import { ApiError, asyncApi, type Call, type CallHost } from '../my/call.ts'
import { type Platform, saveCode } from '../my/codes.ts'
import { countCalls } from '../my/count-calls.ts'
import { downloadTask } from '../my/download-task.ts'
import { cloneable, readGiven } from './given-options.ts'
import type { CallMessage, FromHost, Owner } from './protocol.ts'

type Settled = FromHost & { type: 'settled' }
type Happened = FromHost & { type: 'event' }

/** The calls that one side makes on the other. */
export interface RemoteCalls {
  /** An API of the other side, as an app calls it here, by the rules of every call. */
  api(owner: Owner, name: string): (options?: unknown) => Promise<object>
  settle(settled: Settled): void
  /** Tells whoever listens to the task of a call. */
  tell(happened: Happened): void
  /** Fails what waits, and whatever is called from here on. */
  close(): void
}

export interface RemoteHost {
  platform(): Platform
  send(message: CallMessage | { type: 'abort'; id: number }): void
}

/** The APIs whose promise can do more than settle. */
const TASKS: { readonly [api: string]: typeof downloadTask } = { downloadFile: downloadTask }

export function createRemoteCalls({ platform, send }: RemoteHost): RemoteCalls {
  const waiting = new Map<number, { call: Call; resolve(settled: Settled): void; close(): void }>()
  const { signal } = new AbortController()
  const running = countCalls()
  let isClosed = false

  /** Asks the other side, which answers once, unless the port is closed before. */
  function ask(message: CallMessage, call: Call): Promise<Settled> {
    return new Promise((resolve, reject) => {
      const text = `my.${message.api}: the port to the other side was closed; what became of the call is not known.`
      const close = () => reject(new SaveError('unavailable', text))
      if (isClosed) return close()
      waiting.set(message.id, { call, resolve, close })
      try {
        send(message)
      } catch {
        // Something in the options cannot cross. The rest does, and the API says what is missing.
        send({ ...message, options: message.options && cloneable(message.options as Record<string, unknown>) })
      }
    })
  }

  return {
    api: (owner, api) => (options) => {
      const { all, fields, callbacks } = readGiven(options)
      let called: readonly string[] = callbacks
      const host: CallHost = {
        ...running,
        platform: platform(),
        signal,
        // What a defect loses on the other side is lost here, too (C14).
        defect: () => (callback) => !called.includes(callback),
      }
      const call = asyncApi(host, api, {
        object: fields,
        ...(/^saveImage/.test(api) && { code: saveCode }),
        ...(TASKS[api] && { task: TASKS[api] }),
        async run(input, call) {
          const { id } = call
          if (TASKS[api]) call.signal.addEventListener('abort', () => send({ type: 'abort', id }))
          const settled = await ask({ type: 'call', id, owner, api, options: all && input, callbacks }, call)
          called = settled.called
          if ('result' in settled.outcome) return settled.outcome.result
          const { error, errorMessage } = settled.outcome.failure
          throw new ApiError(error, errorMessage)
        },
      })
      return call(all)
    },
    settle(settled) {
      waiting.get(settled.id)?.resolve(settled)
      waiting.delete(settled.id)
    },
    tell({ id, event, value }) {
      waiting.get(id)?.call.listeners.emit(event, value)
    },
    close() {
      isClosed = true
      for (const { close } of waiting.values()) close()
      waiting.clear()
    },
  }
}
