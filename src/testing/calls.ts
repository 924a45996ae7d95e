import type { SaveErrorReason } from '../core/errors.ts'
import type { CallbackName, Observe } from '../my/events.ts'

/** One call of an API, as the test sees it. */
export interface TestCall {
  /** Such as `saveImageToPhotosAlbum`. */
  readonly api: string
  /** What was read of the app's options, without its callbacks. */
  readonly options: Readonly<Record<string, unknown>>
  readonly outcome: 'pending' | 'success' | 'fail'
  /** What the app got. Absent while the call is pending. */
  readonly result?: object
  /** Why it failed, with its `cause`. That of a save is a `SaveError` and has its `reason`. */
  readonly error?: Error & { readonly reason?: SaveErrorReason }
  /** The app's callbacks that were called, in this order. */
  readonly callbacks: readonly CallbackName[]
}

type Writable<T> = { -readonly [Name in keyof T]: T[Name] }
type OwnCall = Writable<Omit<TestCall, 'callbacks'>> & { callbacks: CallbackName[] }

export interface Recorder {
  readonly calls: readonly TestCall[]
  /** APIs that the app asked for and that are not here. */
  readonly missing: readonly string[]
  /** Listens to one `my` of an epoch. */
  observer(epoch: AbortSignal): Observe
  /** Resolves once no call is under way and none follows. */
  settled(): Promise<void>
  /** Waits for none of the calls that are under way any more. */
  abandon(): void
  reset(): void
}

/** Microtasks in which an app that awaits one call may go on to the next. No timer, which a test may have faked. */
const QUIET_TURNS = 100

export function createRecorder(): Recorder {
  const calls: TestCall[] = []
  const missing: string[] = []
  const pending = new Set<TestCall>()
  const waiting: (() => void)[] = []

  function wake(): void {
    for (const resolve of waiting.splice(0)) resolve()
  }

  return {
    calls,
    missing,
    observer(epoch) {
      const own = new Map<number, OwnCall>()
      return (event) => {
        if (epoch.aborted) return
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
    async settled() {
      for (let turn = 0; turn < QUIET_TURNS; turn++) {
        if (pending.size > 0) {
          await new Promise<void>((resolve) => waiting.push(resolve))
          turn = 0
        }
        await undefined
      }
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
