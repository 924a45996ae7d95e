import type { Progress, SavedPhoto } from '../core/types.ts'
import { ignoreErrors } from '../util/async.ts'
import type { Failure } from './call.ts'

/**
 * What `my` tells its host, in the order in which it happens: the command line's progress bar, the simulator's log and
 * the testing kit's records are made of it. `call` is a running number that tells overlapping calls apart.
 */
export type MyEvent =
  /** An app called an API. `options` is what was read of them: a copy, without the callbacks. */
  | { readonly type: 'called'; readonly call: number; readonly api: string; readonly options: object }
  /** How far a save has come. */
  | { readonly type: 'progress'; readonly call: number; readonly progress: Progress }
  /** A photo is in the album, or was handed over (C17). */
  | { readonly type: 'saved'; readonly call: number; readonly filePath: string; readonly saved: SavedPhoto }
  /** A call succeeded. `result` is what the app gets. */
  | { readonly type: 'succeeded'; readonly call: number; readonly api: string; readonly result: object }
  /** A call failed: `error` is the cause, `result` what the app gets to see of it. */
  | {
      readonly type: 'failed'
      readonly call: number
      readonly api: string
      readonly error: Error
      readonly result: Failure
    }
  /** A callback that the app gave is about to be called. */
  | {
      readonly type: 'callback'
      readonly call: number
      readonly api: string
      readonly callback: CallbackName
      readonly result: object
    }
  /** The host has no storage that lasts: what the app keeps, user and cache files included, is gone when it ends. */
  | { readonly type: 'files-in-memory'; readonly reason: string }
  /** The app asked for a `my.x` that is not here (C47). Told once for each name. */
  | { readonly type: 'missing-api'; readonly name: string }

export type CallbackName = 'success' | 'fail' | 'complete'

export type Observe = (event: MyEvent) => void

/** An observer that throws, or whose promise rejects, changes nothing for the app. */
export function guarded(observe: Observe | undefined): Observe | undefined {
  return observe && ((event) => ignoreErrors(() => observe(event)))
}
