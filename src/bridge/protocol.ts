import { formatValue } from '../core/validation.ts'
import type { CallbackName, Failure } from '../my/events.ts'
import {
  type Check,
  isListOf,
  isMessage,
  isNumber,
  isObject,
  isOneOf,
  isString,
  optional,
  type Rules,
} from '../util/shapes.ts'

/** The messages between the two sides of a port, and how to listen to a port. */

/** The object with the API: `my`, or the result of `my.getFileSystemManager()`. */
export type Owner = 'my' | 'files'

/** The answers that an app needs synchronously, so that they must be on its side in advance. */
export interface Snapshot {
  /** The asynchronous APIs that exist now. */
  readonly apis: Readonly<Record<Owner, readonly string[]>>
  /** `SDKVersion`, `env`, `isIDE`. */
  readonly values: Readonly<Record<string, unknown>>
  /** The result of `my.getSystemInfoSync()`, or `undefined` if that API does not exist. */
  readonly systemInfo: object | undefined
  /** Every query to which `my.canIUse` answers `true`. */
  readonly usable: readonly string[]
}

/** The result or failure of a call. */
export type Outcome = { readonly result: object } | { readonly failure: Failure }

/** Sent by the side that has `my`. */
export type FromHost =
  | { readonly type: 'snapshot'; readonly snapshot: Snapshot }
  | {
      readonly type: 'settled'
      readonly id: number
      readonly outcome: Outcome
      /** The callbacks that were called. A simulated defect (C14) may have dropped some of the app's callbacks. */
      readonly called: readonly CallbackName[]
    }
  /** A running call emitted an event for the listeners `on<Event>` of its task. */
  | { readonly type: 'event'; readonly id: number; readonly event: string; readonly value: object }
  | { readonly type: 'close' }

export interface CallMessage {
  readonly type: 'call'
  readonly id: number
  readonly owner: Owner
  readonly api: string
  /** The options without the callbacks, which are never sent. `undefined` if the app passed nothing. */
  readonly options: object | undefined
  /** The names of the callbacks that the app passed. */
  readonly callbacks: readonly CallbackName[]
}

/** Sent by the side that uses `my`. */
export type FromApp =
  | { readonly type: 'connect' }
  | CallMessage
  /** The app aborted a call through its task. */
  | { readonly type: 'abort'; readonly id: number }
  /** The app read a member of `my` or `FileSystemManager` that does not exist (C47). */
  | { readonly type: 'missing-api'; readonly name: string }
  | { readonly type: 'close' }

/**
 * One end of a channel. A `MessagePort` (of a browser, of Node, of Electron's main process), a `Worker`, a worker's global
 * scope, Node's `Worker` and `parentPort` all send in the same way, but differ in how to listen to them.
 */
export interface Port {
  postMessage(message: unknown): void
  addEventListener?(type: string, listener: (event: unknown) => void): void
  removeEventListener?(type: string, listener: (event: unknown) => void): void
  on?(type: string, listener: (event: unknown) => void): unknown
  off?(type: string, listener: (event: unknown) => void): unknown
  start?(): void
  close?(): void
}

/** Marks the messages of this package. Others on the same port are ignored. */
const TAG = 'photosalbum'
const VERSION = 1

export function post(port: Port, message: FromApp | FromHost): void {
  port.postMessage({ [TAG]: VERSION, ...message })
}

export interface Listener<Message extends FromApp | FromHost> {
  readonly rules: Rules<Message>
  onMessage(message: Message): void
  /** The other end was closed. Only some ports report it. */
  onClosed(): void
}

/**
 * Receives what `post` sends. The other side may run foreign code, so each message is validated first; a malformed one
 * is dropped, and the first of a port is reported on the console. Returns a function that stops listening.
 */
export function listen<Message extends FromApp | FromHost>(
  port: Port,
  { rules, onMessage, onClosed }: Listener<Message>,
): () => void {
  let reported = false
  const receive = (event: unknown) => {
    // Some ports emit an event around the data, others the data itself.
    const message = [event, (event as { data?: unknown } | undefined)?.data].find(isTagged) as
      | { type?: unknown }
      | undefined
    if (!message) return
    if (isMessage(message, rules)) return onMessage(message)
    if (!reported) console.warn(`photosalbum/bridge: ignored a malformed message, type ${formatValue(message.type)}.`)
    reported = true
  }
  const handlers = { message: receive, close: onClosed, exit: onClosed }
  const attach = (port.addEventListener ?? port.on)!
  const detach = port.removeEventListener ?? port.off
  for (const [type, handler] of Object.entries(handlers)) attach.call(port, type, handler)
  port.start?.()
  return () => {
    for (const [type, handler] of Object.entries(handlers)) detach?.call(port, type, handler)
  }
}

const isOwner = isOneOf('my', 'files')
const isOptions = optional(isObject)
const isCallback = isOneOf('success', 'fail', 'complete')
const isOutcome: Check = (value) =>
  isObject(value) &&
  (isObject(value.failure)
    ? isNumber(value.failure.error) && isString(value.failure.errorMessage)
    : isObject(value.result))
/** An async function returns `my`, so a method `then` would make it a promise, which is awaited forever. */
const isApiName: Check = (value) => isString(value) && value !== 'then'
const isSnapshot: Check = (value) =>
  isObject(value) &&
  isObject(value.apis) &&
  isListOf(isApiName)(value.apis.my) &&
  isListOf(isApiName)(value.apis.files) &&
  isObject(value.values) &&
  isOptions(value.systemInfo) &&
  isListOf(isString)(value.usable)

export const FROM_APP: Rules<FromApp> = {
  connect: {},
  call: { id: isNumber, owner: isOwner, api: isString, options: isOptions, callbacks: isListOf(isCallback) },
  abort: { id: isNumber },
  'missing-api': { name: isString },
  close: {},
}

export const FROM_HOST: Rules<FromHost> = {
  snapshot: { snapshot: isSnapshot },
  settled: { id: isNumber, outcome: isOutcome, called: isListOf(isCallback) },
  event: { id: isNumber, event: isString, value: isObject },
  close: {},
}

const isTagged = (value: unknown) => isObject(value) && value[TAG] === VERSION
