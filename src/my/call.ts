import type { SaveErrorDetails } from '../core/error-details.ts'
import { SaveError, type SaveErrorReason, toSaveError } from '../core/errors.ts'
import type { MaybePromise } from '../core/types.ts'
import { INVALID_PARAMETER, type Platform, UNKNOWN } from './codes.ts'
import type { CallbackName, Failure, Observe } from './events.ts'

/** The three callbacks that every asynchronous API takes. */
export interface Callbacks<Result> {
  success?(result: Result): void
  fail?(failure: Failure): void
  complete?(result: Result | Failure): void
}

/**
 * An asynchronous API, with its types for apps. `Resolved` is the type of the promise in the published typings, where it
 * differs from `Result`; `Task` are the additional members of the promise.
 */
export type AsyncApi<Options, Result, Resolved = Result, Task = unknown> = (
  options: Options & Callbacks<Result>,
) => Promise<Resolved> & Task

/** The same for APIs whose options may be omitted. */
export type OptionalApi<Options, Result, Resolved = Result> = (
  options?: Options & Callbacks<Result>,
) => Promise<Resolved>

/** An error with a code of its own. Every other error gets its code from the API's `code`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly error: number
  readonly details?: SaveErrorDetails
  /** Additional fields of the failure. They may replace the code by one that is not a number. */
  readonly fields?: object

  constructor(
    error: number,
    message: string,
    options?: { cause?: unknown; details?: SaveErrorDetails; fields?: object },
  ) {
    super(message, options)
    this.error = error
    if (options?.fields) this.fields = options.fields
    if (options?.details) this.details = options.details
  }
}

/** The options of a call that the API reads. */
export type Input<Option extends string> = { readonly [Name in Option]?: unknown }

/** One call, for the implementation of an API. */
export interface Call {
  /** The number of this call among those of one `my`, starting with 1. */
  readonly id: number
  /**
   * Aborts when the call or its `my` ends. Created on first access, and for each call: Node warns about a leak if there are
   * many listeners on one signal.
   */
  readonly signal: AbortSignal
  /** The app's listeners for events of this call. */
  readonly listeners: Listeners
  /** Ends this call early. */
  abort(): void
}

/** The implementation of an API. `Host` is the context that all calls of one `my` share. */
export interface ApiDefinition<Option extends string = string, Host extends CallHost = CallHost> {
  /** The options that the API reads. Each is read once, before the call returns. Other options are never accessed. */
  readonly options: readonly Option[]
  /** Returns the result, or throws. Runs after the call has returned. `undefined` becomes `{}`. */
  run(input: Input<Option>, call: Call, host: Host): MaybePromise<object | undefined>
  /** Additional members of the promise, if a call can be observed or aborted. */
  task?(call: Call, host: Host): object
  /**
   * The error code for a `SaveError`.
   * @default 3, unknown
   */
  code?(reason: SaveErrorReason, platform: Platform, details: SaveErrorDetails | undefined): number
}

/** The context that all calls of one `my` share. */
export interface CallHost {
  readonly platform: Platform
  readonly signal: AbortSignal
  readonly observe?: Observe | undefined
  /** Starts a call. Returns its number, starting with 1. */
  begin(): number
  /** Creates the controller that can end a call early. */
  controller(): AbortController
  end(controller: AbortController | undefined): void
  /** Simulates a known defect of phones, if it is enabled (C14). Returns whether a callback of this call is lost. */
  defect?(api: string): ((callback: CallbackName) => boolean) | undefined
  /**
   * Translates an error to the client's language.
   * @default English
   */
  localize?(error: ApiError | SaveError): MaybePromise<string>
}

/**
 * Creates an API with callbacks and a promise: the only implementation of C1–C5 (C44). It never throws, whatever the arguments
 * are, and calls no callback before it has returned. Then it calls either `success` or `fail`, then `complete`, and then
 * settles the promise.
 */
export function asyncApi<Option extends string, Host extends CallHost>(
  host: Host,
  api: string,
  definition: ApiDefinition<Option, Host>,
): (options?: unknown) => Promise<object> {
  return (given) => {
    const { input, callbacks, unreadable } = readOptions(api, optionsOf(api, given), definition.options)
    const isLost = host.defect?.(api)
    const { call, end } = beginCall(host)
    host.observe?.({ type: 'called', call: call.id, api, options: { ...input } })

    const promise = run()
    // A failure that `fail` or `complete` handled is not an unhandled rejection (C5).
    if (callbacks.fail ?? callbacks.complete) promise.catch(() => {})
    return definition.task ? Object.assign(promise, definition.task(call, host)) : promise

    async function run(): Promise<object> {
      await undefined
      let result: object
      try {
        if (unreadable) throw unreadable
        if (host.signal.aborted) throw disposed(api)
        result = (await definition.run(input, call, host)) ?? {}
      } catch (thrown) {
        throw settle('fail', await failure(thrown))
      }
      host.observe?.({ type: 'succeeded', call: call.id, api, result: { ...result } })
      return settle('success', result)
    }

    /** Calls the callbacks. The promise gets its own copy of the result, since the app may change the object in a callback. */
    function settle(outcome: 'success' | 'fail', result: object): object {
      const own = { ...result }
      if (outcome === 'fail') failures.set(own, api).set(result, api)
      for (const name of [outcome, 'complete'] as const) {
        const callback = callbacks[name]
        if (isLost?.(name) || !callback) continue
        host.observe?.({ type: 'callback', call: call.id, api, callback: name, result: { ...own } })
        callApp(callback, result)
      }
      end()
      return own
    }

    async function failure(thrown: unknown): Promise<Failure> {
      const error = readableError(thrown)
      const message = (await host.localize?.(error)) ?? error.message
      return reportFailure({ host, api, definition, call, error, message })
    }
  }
}

/**
 * The APIs that public mini-programs also call with a string, as in `my.showToast('text')`, with the option that the string
 * stands for.
 */
const TEXT_OPTIONS: Readonly<Record<string, string>> = {
  alert: 'content',
  getStorage: 'key',
  removeStorage: 'key',
  showToast: 'content',
}

/** The options of a call, from its first argument. */
export function optionsOf(api: string, given: unknown): unknown {
  return typeof given === 'string' && Object.hasOwn(TEXT_OPTIONS, api) ? { [TEXT_OPTIONS[api]!]: given } : given
}

/** The failures that apps received, with the name of the API. */
const failures = new WeakMap<object, string>()

/** The name of the API that a failure came from, such as `request`. `undefined` for any other value. */
export const failedApi = (thrown: unknown): string | undefined => failures.get(thrown as object)

/** How a synchronous method fails: it throws an error, which is the documented default, or returns the failure. */
export type SyncFailure = 'throw' | 'return'

/**
 * Creates the synchronous method of an API whose `run` does not return a promise. It accepts one object or, with `positional`,
 * its options as separate arguments.
 */
export function syncApi<Option extends string, Host extends CallHost>(
  host: Host,
  api: string,
  definition: ApiDefinition<Option, Host>,
  { failure, positional = false }: { failure: SyncFailure; positional?: boolean | undefined },
): (...args: unknown[]) => object {
  return (...args) => {
    const isObject = !positional || (typeof args[0] === 'object' && args[0] !== null)
    const options = isObject ? args[0] : Object.fromEntries(definition.options.map((name, at) => [name, args[at]]))
    const { input, unreadable } = readOptions(api, options, definition.options)
    const { call, end } = beginCall(host)
    host.observe?.({ type: 'called', call: call.id, api, options: { ...input } })
    try {
      if (unreadable) throw unreadable
      if (host.signal.aborted) throw disposed(api)
      const result = (definition.run(input, call, host) ?? {}) as object
      host.observe?.({ type: 'succeeded', call: call.id, api, result: { ...result } })
      return result
    } catch (thrown) {
      const error = readableError(thrown)
      const localized = host.localize?.(error)
      const message = typeof localized === 'string' ? localized : error.message
      const result = reportFailure({ host, api, definition, call, error, message })
      if (failure === 'return') return result
      throw Object.assign(new Error(result.errorMessage), result)
    } finally {
      end()
    }
  }
}

/** Calls a callback of the app. An exception becomes an uncaught error of the app, and does not stop the call (C4). */
export function callApp(callback: (value: never) => unknown, value: unknown): void {
  try {
    Reflect.apply(callback, undefined, [value])
  } catch (thrown) {
    queueMicrotask(() => {
      throw thrown
    })
  }
}

/** The app's listeners for events of one call. */
export interface Listeners {
  /** Values other than functions are ignored, as for callbacks. */
  add(event: string, listener: unknown): void
  /** Without a listener, removes all listeners of the event. */
  remove(event: string, listener?: unknown): void
  emit(event: string, value: object): void
}

/** The calls in progress. */
export interface Calls extends Pick<CallHost, 'begin' | 'controller' | 'end'> {
  /** Aborts all of them. Resolves when the last one has called its callbacks. */
  cancel(): Promise<void>
}

export function trackCalls(): Calls {
  let begun = 0
  let pending = 0
  let idle: (() => void) | undefined
  let cancelled = false
  const controllers = new Set<AbortController>()
  return {
    begin() {
      pending++
      return ++begun
    },
    controller() {
      const controller = new AbortController()
      if (cancelled) controller.abort()
      else controllers.add(controller)
      return controller
    },
    end(controller) {
      if (controller) controllers.delete(controller)
      if (--pending === 0) idle?.()
    },
    cancel() {
      cancelled = true
      for (const controller of controllers) controller.abort()
      return new Promise((resolve) => {
        idle = resolve
        if (pending === 0) resolve()
      })
    },
  }
}

/**
 * The known defect of phones in the official documentation (C14), for tests and the simulator: of overlapping calls, only the
 * first that succeeds calls `success`. `fail`, `complete` and the promise are not affected, so an app that starts the next call
 * in `complete`, as the documentation recommends, gets all of its callbacks.
 */
export function consecutiveCalls(): NonNullable<CallHost['defect']> {
  let pending = 0
  let succeeded = false
  return (api) => {
    if (api !== 'saveImageToPhotosAlbum') return undefined
    if (pending++ === 0) succeeded = false
    return (callback) => {
      if (callback === 'complete') pending--
      if (callback !== 'success') return false
      const lost = succeeded
      succeeded = true
      return lost
    }
  }
}

function beginCall(host: CallHost): { call: Call; end(): void } {
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
  return { call, end: () => host.end(controller) }
}

/** Reads each option once. A getter or a Proxy that throws makes the call fail, with a message that names the option. */
function readOptions<Option extends string>(api: string, options: unknown, names: readonly Option[]) {
  let unreadable: ApiError | undefined
  const get = (option: string): unknown => {
    try {
      return options === undefined || options === null ? undefined : (options as Record<string, unknown>)[option]
    } catch (cause) {
      const problem = readableError(cause).message
      unreadable ??= new ApiError(
        INVALID_PARAMETER,
        `my.${api}: the option "${option}" could not be read: ${problem}`,
        {
          cause,
          details: { code: 'option-unreadable', api, option, problem },
        },
      )
      return undefined
    }
  }
  const input: { [Name in Option]?: unknown } = {}
  for (const name of names) {
    const value = get(name)
    if (value !== undefined) input[name] = value
  }
  const callbacks: { [Name in CallbackName]?: (result: object) => unknown } = {}
  for (const name of ['success', 'fail', 'complete'] as const) {
    const callback = get(name)
    if (typeof callback === 'function') callbacks[name] = callback as (result: object) => unknown
  }
  return { input, callbacks, unreadable }
}

function reportFailure<Option extends string, Host extends CallHost>(failed: {
  host: Host
  api: string
  definition: ApiDefinition<Option, Host>
  call: Call
  error: ApiError | SaveError
  message: string
}): Failure {
  const { host, api, definition, call, error, message } = failed
  const code =
    error instanceof ApiError ? error.error : (definition.code?.(error.reason, host.platform, error.details) ?? UNKNOWN)
  const fields = error instanceof ApiError ? error.fields : undefined
  const result: Failure = { error: code, errorMessage: message.replace(/\s*[\r\n]+\s*/g, ' '), ...fields }
  host.observe?.({ type: 'failed', call: call.id, api, error, result: { ...result } })
  return result
}

/** Converts any thrown value to an error with a message, even if reading the value throws. */
function readableError(thrown: unknown): ApiError | SaveError {
  try {
    return thrown instanceof ApiError ? thrown : toSaveError(thrown)
  } catch {
    return new SaveError('unknown', 'Something was thrown that cannot be read.')
  }
}

const disposed = (api: string) =>
  new SaveError('cancelled', `my.${api}: this \`my\` was disposed of.`, { details: { code: 'my-disposed', api } })

type Listener = (value: never) => unknown

export function createListeners(): Listeners {
  const listening = new Map<string, Set<Listener>>()
  return {
    add(event, listener) {
      if (typeof listener !== 'function') return
      const all = listening.get(event) ?? new Set()
      listening.set(event, all.add(listener as Listener))
    },
    remove(event, listener) {
      if (listener === undefined) listening.delete(event)
      else listening.get(event)?.delete(listener as Listener)
    },
    emit(event, value) {
      for (const listener of [...(listening.get(event) ?? [])]) callApp(listener, value)
    },
  }
}
