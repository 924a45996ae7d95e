import type { Progress, SavedPhoto } from '../core/types.ts'
import { ignoreErrors } from '../util/async.ts'

/** The value that `fail` and the rejected promise receive: a plain object (C2). `errorMessage` is a single line. */
export interface Failure {
  error: number
  errorMessage: string
}

/**
 * The events that `my` reports to its host, in order. The progress bar of the command line, the log of the simulator and the
 * records of the testing kit are built from them. `call` is the number of the call, to distinguish overlapping calls.
 */
export type MyEvent =
  /** An app called an API. `options` is a copy of those that the API reads, without the callbacks. */
  | { readonly type: 'called'; readonly call: number; readonly api: string; readonly options: object }
  /** The progress of a save. */
  | { readonly type: 'progress'; readonly call: number; readonly progress: Progress }
  /** A photo is in the album, or was handed over (C17). */
  | { readonly type: 'saved'; readonly call: number; readonly filePath: string; readonly saved: SavedPhoto }
  /** A call succeeded. `result` is the object that the app receives. */
  | { readonly type: 'succeeded'; readonly call: number; readonly api: string; readonly result: object }
  /** A call failed. `error` is the cause, `result` the object that the app receives. */
  | {
      readonly type: 'failed'
      readonly call: number
      readonly api: string
      readonly error: Error
      readonly result: Failure
    }
  /** A callback of the app is about to be called. */
  | {
      readonly type: 'callback'
      readonly call: number
      readonly api: string
      readonly callback: CallbackName
      readonly result: object
    }
  /** The host has no persistent storage, so all files of the app are lost when it ends. */
  | { readonly type: 'files-in-memory'; readonly reason: string }
  /** The app read a member of `my` that does not exist (C47). Reported once for each name. */
  | { readonly type: 'missing-api'; readonly name: string }

export type CallbackName = 'success' | 'fail' | 'complete'

export type Observe = (event: MyEvent) => void

/** Wraps an observer so that its exceptions and rejected promises do not affect the app. */
export function safeObserver(observe: Observe | undefined): Observe | undefined {
  return observe && ((event) => ignoreErrors(() => observe(event)))
}

/** Names that tools look up on any object: promises, serializers, test runners, frameworks, consoles. */
const PROBED = /^(then|toJSON|constructor|asymmetricMatch|nodeType|tagName|inspect|length|default)$|^[$_@]/

/**
 * Reports each missing member that an app reads, once for each name (C47). Members that the app has assigned are not missing.
 */
export function reportMissingApis<Target extends object>(target: Target, report: (name: string) => void): Target {
  const reported = new Set<string>()
  return new Proxy(target, {
    get(target, key, receiver) {
      if (typeof key === 'string' && !(key in target) && !PROBED.test(key) && !reported.has(key)) {
        reported.add(key)
        report(key)
      }
      return Reflect.get(target, key, receiver)
    },
  })
}
