import type { Description } from '../core/problem-details.ts'
import { failedApi } from '../my/call.ts'
import type { Failure } from '../my/events.ts'
import type { LiveOwner } from './owner.ts'
import type { Problem } from './types.ts'

/** The maximum number of reported problems. */
const MAX_PROBLEMS = 1000

export type AppEvent = 'onLaunch' | 'onShow' | 'onHide' | 'onError' | 'onPageNotFound' | 'onUnhandledRejection'

/** Events that only `my.on…` delivers, not the object passed to `App`. */
export type PhoneEvent = 'onComponentError' | 'onNetworkStatusChange'

/** Runs the app's own code, and reports its errors. */
export interface AppCode {
  /** Runs a function of the app. Exceptions and rejections are reported. */
  run(owner: LiveOwner | undefined, method: unknown, thisValue: unknown, values: readonly unknown[]): unknown
  /** Reports an exception of the app's own code, after passing it to `App.onError`. */
  failed(thrown: unknown, owner?: LiveOwner, method?: string): void
  /** Reports an unhandled rejection of the app's own code, after passing it to `App.onUnhandledRejection`. */
  rejected(reason: unknown, promise?: Promise<unknown>): void
  /**
   * Emits an event of the whole app, such as `onShow`: calls the handler that was passed to `App`, and the listeners of
   * `my.onAppShow` and similar APIs.
   */
  event(name: AppEvent, ...values: readonly unknown[]): void
  /** The same for events that only `my.on…` listens to. */
  phoneEvent(name: PhoneEvent, ...values: readonly unknown[]): void
  listen(name: AppEvent | PhoneEvent, listener: unknown): void
  /** Without `listener`, removes all listeners of the event. */
  unlisten(name: AppEvent | PhoneEvent, listener?: unknown): void
  /** Reports each problem only once. */
  report(problem: Problem): void
  warn(description: Description, owner: LiveOwner): void
}

export interface AppCodeContext {
  /** The argument of `App`. */
  readonly app: { readonly [member: string]: unknown } | undefined
  /** The problems of the files. A module that could not be compiled throws its problem. */
  readonly problems: readonly Problem[]
  /** `thrown` is the value that the app's own code threw. */
  report(problem: Problem, thrown?: unknown): void
}

export function createAppCode(context: AppCodeContext): AppCode {
  const reported = new Set<string>()
  const known = new Set(context.problems.map(({ message }) => message))
  const listeners = new Map<AppEvent | PhoneEvent, Set<unknown>>()
  const listenersOf = (name: AppEvent) => [context.app?.[name], ...(listeners.get(name) ?? [])]

  function report(problem: Problem): void {
    const key = `${problem.message}\n${problem.file}:${problem.line}:${problem.column}`
    // A problem in a template would be reported on every render.
    if (reported.has(key) || reported.size >= MAX_PROBLEMS) return
    reported.add(key)
    context.report(problem)
  }

  function failed(thrown: unknown, owner?: LiveOwner, method = ''): void {
    const { message, stack } = describe(thrown)
    if (known.has(message)) return
    try {
      for (const method of owner?.definition.hooks.onError ?? []) method.call(owner!.instance, thrown)
      for (const listener of listenersOf('onError'))
        if (typeof listener === 'function') listener.call(context.app, message, stack)
      if (owner?.unit.kind === 'component') phoneEvent('onComponentError', thrown, method, owner.instance)
    } catch (again) {
      const second = describe(again)
      context.report({ severity: 'error', message: second.message, stack: second.stack }, again)
    }
    const file = owner && (owner.unit.script ?? owner.unit.path)
    context.report({ severity: 'error', message, ...(file !== undefined && { file }), stack }, thrown)
  }

  function rejected(reason: unknown, promise?: Promise<unknown>): void {
    event('onUnhandledRejection', { reason, promise })
    const { message, stack } = describe(reason)
    // An exception has a stack and is a bug in the code. Most other rejections are failed calls.
    if (stack !== '') context.report({ severity: 'error', message, stack }, reason)
    else context.report({ severity: 'warning', ...describeRejection(reason, message) }, reason)
  }

  function run(owner: LiveOwner | undefined, method: unknown, thisValue: unknown, values: readonly unknown[]): unknown {
    if (typeof method !== 'function') return undefined
    try {
      const answer: unknown = method.apply(thisValue, values)
      if (answer instanceof Promise) answer.catch((reason: unknown) => rejected(reason, answer))
      return answer
    } catch (thrown) {
      failed(thrown, owner, method.name)
      return undefined
    }
  }

  function event(name: AppEvent, ...values: readonly unknown[]): void {
    for (const listener of listenersOf(name)) run(undefined, listener, context.app, values)
  }

  function phoneEvent(name: PhoneEvent, ...values: readonly unknown[]): void {
    for (const listener of listeners.get(name) ?? []) run(undefined, listener, undefined, values)
  }

  return {
    run,
    failed,
    rejected,
    event,
    phoneEvent,
    listen(name, listener) {
      listeners.set(name, (listeners.get(name) ?? new Set()).add(listener))
    },
    unlisten(name, listener) {
      if (listener === undefined) listeners.delete(name)
      else listeners.get(name)?.delete(listener)
    },
    report,
    warn: (description, { unit }) => report({ severity: 'warning', ...description, file: unit.script ?? unit.path }),
  }
}

/** The maximum length of a value in a message, in characters. The value may be a whole response of a server. */
const MAX_VALUE = 200

/** Describes an unhandled rejection. `text` is the reason as text. */
function describeRejection(reason: unknown, text: string): Description {
  const api = failedApi(reason)
  if (api === undefined) {
    const value = text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text
    return {
      message: `A promise was rejected, and nothing handled it: ${value}`,
      details: { code: 'rejection-unhandled', value },
    }
  }
  const { error, errorMessage } = reason as Failure
  return {
    message: `my.${api} failed with error ${error}, and neither a fail callback nor a catch handled it: ${errorMessage}`,
    details: { code: 'call-unhandled', api, error, errorMessage },
  }
}

/** Describes a thrown value. APIs fail with plain objects that have an `errorMessage`. */
export function describe(thrown: unknown): { message: string; stack: string } {
  try {
    if (typeof thrown === 'object' && thrown !== null) {
      const { message, errorMessage, stack } = thrown as { message?: unknown; errorMessage?: unknown; stack?: unknown }
      const text = message ?? errorMessage
      const named = thrown instanceof Error || typeof stack === 'string' ? String(thrown) : undefined
      return {
        message: typeof text === 'string' ? text : (named ?? JSON.stringify(thrown)),
        stack: typeof stack === 'string' ? stack : '',
      }
    }
    return { message: String(thrown), stack: '' }
  } catch {
    return { message: 'Something was thrown that cannot be read.', stack: '' }
  }
}

/** A template names a method that its page or component does not have. */
export const noMethod = (owner: string, method: string, attribute: string): Description => ({
  message: `${owner} has no method "${method}" for ${attribute}.`,
  details: { code: 'method-missing', owner, method, attribute },
})
