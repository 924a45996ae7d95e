import type { SaveErrorReason } from '../core/errors.ts'
import type { CallbackName, Observe } from '../my/events.ts'
import { nextTurn } from '../util/turn.ts'

/** A call of an API by the app. */
export interface TestCall {
  /** Such as `saveImageToPhotosAlbum`. */
  readonly api: string
  /** The options that the API read, without the callbacks. */
  readonly options: Readonly<Record<string, unknown>>
  readonly outcome: 'pending' | 'success' | 'fail'
  /** The result or failure that the app received. Absent while the call is pending. */
  readonly result?: object
  /** The error behind a failure, with its `cause`. For a save it is a `SaveError` with a `reason`. */
  readonly error?: Error & { readonly reason?: SaveErrorReason }
  /** The app's callbacks that were called, in order. */
  readonly callbacks: readonly CallbackName[]
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] }
type OwnCall = Writable<Omit<TestCall, 'callbacks'>> & { callbacks: CallbackName[] }

export interface Recorder {
  readonly calls: readonly TestCall[]
  /** Missing APIs that the app looked up. */
  readonly missing: readonly string[]
  /** Returns an observer for one `my` of a session. */
  observer(session: AbortSignal): Observe
  /** How many calls are pending. */
  readonly pending: number
  /** Calls a listener whenever a call has ended. */
  onEnd(listener: () => void): void
  /** Resolves once no call is pending and the app has started no further one. */
  settled(): Promise<void>
  /** Stops waiting for the pending calls. */
  abandon(): void
  reset(): void
}

export function createRecorder(): Recorder {
  const calls: TestCall[] = []
  const missing: string[] = []
  const pending = new Set<TestCall>()
  const waiting: (() => void)[] = []
  const listeners = new Set<() => void>()

  function wake(): void {
    for (const resolve of waiting.splice(0)) resolve()
    for (const listener of listeners) listener()
  }

  return {
    calls,
    missing,
    observer(session) {
      const own = new Map<number, OwnCall>()
      return (event) => {
        if (session.aborted) return
        if (event.type === 'missing-api' && !missing.includes(event.name)) missing.push(event.name)
        if (!('call' in event)) return
        if (event.type === 'called') {
          const { api, options } = event
          const call: OwnCall = { api, options: options as OwnCall['options'], outcome: 'pending', callbacks: [] }
          own.set(event.call, call)
          calls.push(call)
          pending.add(call)
          return
        }
        const call = own.get(event.call)
        if (!call) return
        if (event.type === 'callback') call.callbacks.push(event.callback)
        if (event.type === 'succeeded') Object.assign(call, { outcome: 'success', result: event.result })
        if (event.type === 'failed') Object.assign(call, { outcome: 'fail', result: event.result, error: event.error })
        if (call.outcome !== 'pending' && pending.delete(call)) wake()
      }
    },
    get pending() {
      return pending.size
    },
    onEnd: (listener) => void listeners.add(listener),
    async settled() {
      do {
        if (pending.size > 0) await new Promise<void>((resolve) => waiting.push(resolve))
        // An app that awaits a call starts its next one before the next turn of the event loop.
        await nextTurn()
      } while (pending.size > 0)
    },
    abandon() {
      pending.clear()
      wake()
    },
    reset() {
      calls.length = 0
      missing.length = 0
    },
  }
}

/** Formats a value on one line of at most 160 characters. */
export function show(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? showObject(value) : showPlain(value)
  return text.length > 160 ? `${text.slice(0, 159)}…` : text
}

function showObject(value: object): string {
  if (value instanceof RegExp) return String(value)
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  if ('asymmetricMatch' in value) {
    const { toAsymmetricMatcher } = value as { toAsymmetricMatcher?(): string }
    return toAsymmetricMatcher?.call(value) ?? String(value)
  }
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${show(field)}`)
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}'
}

function showPlain(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
