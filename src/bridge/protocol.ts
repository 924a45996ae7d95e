import type { Failure } from '../my/call.ts'
import type { CallbackName } from '../my/events.ts'

/** Whose API is called: that of `my`, or of `my.getFileSystemManager()`. */
export type Owner = 'my' | 'files'

/** What an app asks for at once, without waiting: it has to be on its side already. */
export interface Snapshot {
  /** The asynchronous APIs that are here now. */
  readonly apis: Readonly<Record<Owner, readonly string[]>>
  /** `SDKVersion`, `env`, `isIDE`. */
  readonly values: Readonly<Record<string, unknown>>
  /** What `my.getSystemInfoSync()` answers; `undefined` where it is not there. */
  readonly systemInfo: object | undefined
  /** All that `my.canIUse` says yes to. */
  readonly usable: readonly string[]
}

/** How a call ended: what its `success` or its `fail` is about. */
export type Outcome = { readonly result: object } | { readonly failure: Failure }

/** From the side that has `my`. */
export type FromHost =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | {
      readonly type: 'settled'
      readonly id: number
      readonly outcome: Outcome
      /** The callbacks that were called. A defect that was asked for (C14) loses some of those that were given. */
      readonly called: readonly CallbackName[]
    }
  /** Something happened while a call runs: what `on<Event>` of its task tells. */
  | { readonly type: 'event'; readonly id: number; readonly event: string; readonly value: object }
  | { readonly type: 'close' }

export interface CallMessage {
  readonly type: 'call'
  readonly id: number
  readonly owner: Owner
  readonly api: string
  /** Without the callbacks, which stay where they are; `undefined` where the app passed nothing. */
  readonly options: object | undefined
  /** The names of the callbacks that the app gave. */
  readonly callbacks: readonly CallbackName[]
}

/** From the side that uses it. */
export type FromApp =
  | { readonly type: 'connect' }
  | CallMessage
  /** The app ended a call early, by its task. */
  | { readonly type: 'abort'; readonly id: number }
  /** The app asked for a `my.x` that is not here (C47), or for a `FileSystemManager.x`, such as a `…Sync` twin. */
  | { readonly type: 'missing-api'; readonly name: string }
  | { readonly type: 'close' }
