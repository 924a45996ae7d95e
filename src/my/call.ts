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
 * An asynchronous API as an app sees it. `Resolved` is what the published typings say of the promise, where that differs
 * from `Result`; `Task` is what else the promise has.
 */
export type AsyncApi<Options, Result, Resolved = Result, Task = unknown> = (
  options: Options & Callbacks<Result>,
) => Promise<Resolved> & Task

/** The same, where an app may leave the options out. */
export type OptionalApi<Options, Result, Resolved = Result> = (
  options?: Options & Callbacks<Result>,
) => Promise<Resolved>

/** An error with a code of its own. Every other error gets its code from the API's `code`. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly error: number
  readonly details?: SaveErrorDetails
  /** Further fields of what `fail` gets, which may replace the code by one that is no number. */
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

/** The options that an app passed, as far as the API reads them. */
export type Input<Option extends string> = { readonly [Name in Option]?: unknown }

/** One call, as the implementation of an API sees it. */
export interface Call {
  /** The number of this call among those of one `my`, starting with 1. */
  readonly id: number
  /**
   * Aborts when the call or its `my` is ended. Created when it is first read, one for each call: Node warns of a leak
   * when many listen to the same signal.
   */
  readonly signal: AbortSignal
  /** The app's listeners for events of this call. */
  readonly listeners: Listeners
  /** Ends this call early. */
  abort(): void
}

/** How an API is implemented. `Host` is what all calls of one `my` share. */
export interface ApiDefinition<Option extends string = string, Host extends CallHost = CallHost> {
  /** The options that the API reads, each once and before the call returns. It never touches others. */
  readonly options: readonly Option[]
  /** Returns the result, or throws. Runs after the call has returned. No result is `{}`. */
  run(input: Input<Option>, call: Call, host: Host): MaybePromise<object | undefined>
  /** What else the promise has, if a call can be watched or stopped. */
  task?(call: Call, host: Host): object
  /**
   * The error code for a `SaveError`.
   * @default 3, unknown
   */
  code?(reason: SaveErrorReason, platform: Platform, details: SaveErrorDetails | undefined): number
}

/** What all calls of one `my` share. */
export interface CallHost {
  readonly platform: Platform
  readonly signal: AbortSignal
  readonly observe?: Observe | undefined
  /** Counts a call that begins. Returns its number, starting with 1. */
  begin(): number
  /** Creates the controller that can end a call early. */
  controller(): AbortController
  end(controller: AbortController | undefined): void
  /** A known defect of phones, if it is switched on (C14). Returns which callbacks of this call are lost. */
  defect?(api: string): ((callback: CallbackName) => boolean) | undefined
  /** The message of an error in the client's language. Absent: English. */
  localize?(error: ApiError | SaveError): MaybePromise<string>
}

/**
 * An API as an app calls it, with callbacks, a promise, or both: the one implementation of C1–C5 (C44). It never throws,
 * whatever is passed, and calls nothing of the app before it has returned. Then it calls exactly one of `success` and
 * `fail`, then `complete`, and settles the promise: in this order, each once.
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

    /** Calls the callbacks. The promise gets a copy of its own, since the app may change the object that they get. */
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

/** The APIs that public mini-programs also call with a text alone, as in `my.showToast('text')`: the option that it is. */
const TEXT_OPTIONS: Readonly<Record<string, string>> = {
  alert: 'content',
  getStorage: 'key',
  removeStorage: 'key',
  showToast: 'content',
}

/** The options of a call, from what was passed to it. */
export function optionsOf(api: string, given: unknown): unknown {
  return typeof given === 'string' && Object.hasOwn(TEXT_OPTIONS, api) ? { [TEXT_OPTIONS[api]!]: given } : given
}

/** What calls failed with, as the app gets it, and the API that was called. */
const failures = new WeakMap<object, string>()

/** The API that a failure came from, such as `request`. `undefined` for anything else. */
export const failedApi = (thrown: unknown): string | undefined => failures.get(thrown as object)

/** How a synchronous method fails: it throws an error, as documented in general, or returns the failure. */
export type SyncFailure = 'throw' | 'return'

/**
 * The synchronous method of an API whose `run` returns no promise. It takes one object or, with `positional`, its options
 * one by one.
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

/** Calls a callback of the app. An exception surfaces as an uncaught error of the app and stops nothing of ours (C4). */
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
  /** Anything but a function is ignored, as it is for callbacks. */
  add(event: string, listener: unknown): void
  /** Without a listener, removes all of that event. */
  remove(event: string, listener?: unknown): void
  emit(event: string, value: object): void
}

/** The calls in progress. */
export interface Calls extends Pick<CallHost, 'begin' | 'controller' | 'end'> {
  /** Ends them early. Resolves when the last one has called its callbacks. */
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
 * The known defect of phones that the document lists (C14), for tests and the simulator: of overlapping calls, only the
 * first that succeeds calls its `success`. Nothing else is lost: `fail`, `complete` and the promise work as always, so an
 * app that starts the next call in `complete`, as the document advises, gets all of its callbacks.
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

/** Even something that throws when it is read becomes an error with a message. */
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
