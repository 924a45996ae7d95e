import type { Progress, SavedPhoto } from '../core/types.ts'
import { ignoreErrors } from '../util/async.ts'

/** What `fail` and the rejected promise get: a plain object (C2). `errorMessage` is a single line. */
export interface Failure {
  error: number
  errorMessage: string
}

/**
 * What `my` reports to its host, in the order in which it happens. The command line's progress bar, the simulator's log
 * and the testing kit's records are made of these events. `call` is a running number that tells overlapping calls apart.
 */
export type MyEvent =
  /** An app called an API. `options` is a copy of those that the API reads, without the callbacks. */
  | { readonly type: 'called'; readonly call: number; readonly api: string; readonly options: object }
  /** How far a save has progressed. */
  | { readonly type: 'progress'; readonly call: number; readonly progress: Progress }
  /** A photo is in the album, or was handed over (C17). */
  | { readonly type: 'saved'; readonly call: number; readonly filePath: string; readonly saved: SavedPhoto }
  /** A call succeeded. `result` is what the app gets. */
  | { readonly type: 'succeeded'; readonly call: number; readonly api: string; readonly result: object }
  /** A call failed. `error` is the cause, `result` what the app gets. */
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
  /** The host has no persistent storage: everything that the app keeps is lost when it ends. */
  | { readonly type: 'files-in-memory'; readonly reason: string }
  /** The app looked for a `my.x` that does not exist (C47). Reported once for each name. */
  | { readonly type: 'missing-api'; readonly name: string }

export type CallbackName = 'success' | 'fail' | 'complete'

export type Observe = (event: MyEvent) => void

/** An observer whose exceptions and rejected promises change nothing for the app. */
export function safeObserver(observe: Observe | undefined): Observe | undefined {
  return observe && ((event) => ignoreErrors(() => observe(event)))
}

/** Names that tools look up on any object: promises, serializers, test runners, frameworks, consoles. */
const PROBED = /^(then|toJSON|constructor|asymmetricMatch|nodeType|tagName|inspect|length|default)$|^[$_@]/

/** Reports each name that an app looks up and that does not exist, once (C47). What the app itself adds does exist. */
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
