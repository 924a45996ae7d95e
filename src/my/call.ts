import { SaveError, type SaveErrorReason, toSaveError } from '../core/errors.ts'
import type { MaybePromise } from '../core/types.ts'
import { callApp } from './call-app.ts'
import type { Platform } from './codes.ts'
import type { CallbackName, Observe } from './events.ts'
import { createListeners, type Listeners } from './listeners.ts'

/** What `fail` and the rejected promise get: a plain object (C2). `errorMessage` is a single line. */
export interface Failure {
  error: number
  errorMessage: string
}

/** The three callbacks that every asynchronous API takes. */
export interface Callbacks<Result> {
  success?(result: Result): void
  fail?(failure: Failure): void
  complete?(result: Result | Failure): void
}

/**
 * An asynchronous API as an app sees it. `Resolved` is what the typings say of the promise, where that differs, and
 * `Task` what it can do besides.
 */
export type AsyncApi<Options, Result, Resolved = Result, Task = unknown> = (
  options: Options & Callbacks<Result>,
) => Promise<Resolved> & Task

/** The same, where an app may leave the options out. */
export type OptionalApi<Options, Result, Resolved = Result> = (
  options?: Options & Callbacks<Result>,
) => Promise<Resolved>

/** An error whose code an API names itself. Every other error gets its code from the API's `code`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly error: number

  constructor(error: number, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.error = error
  }
}

/** What an app passed, by the names that the API asked for. Nothing is known of the values. */
export type Input<Field extends string> = { readonly [Name in Field]?: unknown }

/** One call, as the API that answers it sees it. */
export interface Call {
  /** Counts the calls of one `my`, from 1. */
  readonly id: number
  /**
   * Aborts when this `my` is disposed of. An API that waits for a person or a server stops waiting. Each call has its
   * own, made when it is first asked for: Node warns of a leak where many listen to one.
   */
  readonly signal: AbortSignal
  /** What the app listens to while the call runs. */
  readonly listeners: Listeners
  /** Ends this call early. */
  abort(): void
}

/** An API: what it reads, and what it answers. `Host` is what the calls of one `my` share. */
export interface AsyncDefinition<Field extends string = string, Host extends CallHost = CallHost> {
  /** The options that are read: each once, before the call returns. Others are never touched. */
  readonly object: readonly Field[]
  /** Answers, or throws. Starts after the call returned. No result is `{}`. */
  run(input: Input<Field>, call: Call, host: Host): MaybePromise<object | undefined>
  /** What the promise can do besides, where a call can be watched or stopped. */
  task?(call: Call, host: Host): object
  /** The error code of a `SaveError`. Absent: 3, unknown. */
  code?(reason: SaveErrorReason, platform: Platform): number
}

/** What the calls of one `my` share. */
export interface CallHost {
  readonly platform: Platform
  readonly signal: AbortSignal
  readonly observe?: Observe | undefined
  /** Counts a call that begins, from 1. */
  begin(): number
  /** Makes what ends a call early. */
  controller(): AbortController
  end(controller: AbortController | undefined): void
  /** A known defect of phones, where one was asked for (C14). Answers which callbacks of this call get lost. */
  defect?(api: string): ((callback: CallbackName) => boolean) | undefined
}

const INVALID_PARAMETER = 2
const UNKNOWN = 3

/**
 * An API as an app calls it, with callbacks, a promise, or both: the one piece of code for the rules C1–C5 (C44).
 * Whatever is passed, it never throws, calls nothing of the app before it returned, and then exactly one of
 * `success` and `fail`, `complete`, and settles the promise: in this order, each once.
 */
export function asyncApi<Field extends string, Host extends CallHost>(
  host: Host,
  api: string,
  definition: AsyncDefinition<Field, Host>,
): (options?: unknown) => Promise<object> {
  return (options) => {
    const { input, callbacks, unreadable } = read(api, options, definition.object)
    const isLost = host.defect?.(api)
    let controller: AbortController | undefined
    let listeners: Listeners | undefined
    const control = () => {
      controller ??= host.controller()
      return controller
    }
    const call: Call = {
      id: host.begin(),
      get signal() {
        return control().signal
      },
      get listeners() {
        listeners ??= createListeners()
        return listeners
      },
      abort: () => control().abort(),
    }
    host.observe?.({ type: 'called', call: call.id, api, options: { ...input } })

    const answered = answer()
    // A failure that `fail` or `complete` took care of is not an unhandled rejection (C5).
    if (callbacks.fail ?? callbacks.complete) answered.catch(() => {})
    return definition.task ? Object.assign(answered, definition.task(call, host)) : answered

    async function answer(): Promise<object> {
      await undefined
      let result: object
      try {
        if (unreadable) throw unreadable
        if (host.signal.aborted) throw new SaveError('cancelled', `my.${api}: this \`my\` was disposed of.`)
        result = (await definition.run(input, call, host)) ?? {}
      } catch (thrown) {
        throw settle('fail', failure(thrown))
      }
      host.observe?.({ type: 'succeeded', call: call.id, api, result: { ...result } })
      return settle('success', result)
    }

    /** Calls the callbacks, and gives the promise its own copy: an app may change the one that it got. */
    function settle(outcome: 'success' | 'fail', result: object): object {
      const own = { ...result }
      for (const name of [outcome, 'complete'] as const) {
        const callback = callbacks[name]
        if (isLost?.(name) || !callback) continue
        host.observe?.({ type: 'callback', call: call.id, api, callback: name, result: { ...own } })
        callApp(callback, result)
      }
      host.end(controller)
      return own
    }

    function failure(thrown: unknown): Failure {
      const error = readableError(thrown)
      const code = error instanceof ApiError ? error.error : (definition.code?.(error.reason, host.platform) ?? UNKNOWN)
      const result = { error: code, errorMessage: error.message.replace(/\s*[\r\n]+\s*/g, ' ') }
      host.observe?.({ type: 'failed', call: call.id, api, error, result: { ...result } })
      return result
    }
  }
}

/** Reads each option once. A getter or a Proxy that throws makes the call fail, and is named in the message. */
function read<Field extends string>(api: string, options: unknown, fields: readonly Field[]) {
  let unreadable: ApiError | undefined
  const get = (name: string): unknown => {
    try {
      return options === undefined || options === null ? undefined : (options as Record<string, unknown>)[name]
    } catch (thrown) {
      const message = `my.${api}: the option "${name}" could not be read: ${readableError(thrown).message}`
      unreadable ??= new ApiError(INVALID_PARAMETER, message, { cause: thrown })
      return undefined
    }
  }
  const input: { [Name in Field]?: unknown } = {}
  for (const field of fields) {
    const value = get(field)
    if (value !== undefined) input[field] = value
  }
  const callbacks: { [Name in CallbackName]?: (result: object) => unknown } = {}
  for (const name of ['success', 'fail', 'complete'] as const) {
    const callback = get(name)
    if (typeof callback === 'function') callbacks[name] = callback as (result: object) => unknown
  }
  return { input, callbacks, unreadable }
}

/** Even what throws when it is looked at becomes an error with a message. */
function readableError(thrown: unknown): ApiError | SaveError {
  try {
    return thrown instanceof ApiError ? thrown : toSaveError(thrown)
  } catch {
    return new SaveError('unknown', 'Something was thrown that cannot be read.')
  }
}
