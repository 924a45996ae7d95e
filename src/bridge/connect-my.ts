import { SaveError } from '../core/errors.ts'
import { checkOption, milliseconds } from '../core/validation.ts'
import { cityTask } from '../my/apis/cities.ts'
import { apis as data } from '../my/apis/data.ts'
import { reviveStats } from '../my/apis/file-stats.ts'
import { downloadTask } from '../my/apis/network.ts'
import { requestTask } from '../my/apis/request.ts'
import { reportScopes } from '../my/apis/setting-calls.ts'
import { ApiError, asyncApi, type Call, type CallHost, optionsOf, trackCalls } from '../my/call.ts'
import { type Platform, saveCode } from '../my/codes.ts'
import type { CallbackName } from '../my/events.ts'
import { reportMissingApis } from '../my/events.ts'
import type { My } from '../my/my.ts'
import type { AuthSetting } from '../my/screen.ts'
import { MAX_TIMEOUT_MS } from '../util/async.ts'
import { checkPort } from './arguments.ts'
import {
  type CallMessage,
  FROM_HOST,
  type FromApp,
  type FromHost,
  listen,
  type Owner,
  type Port,
  post,
  type Snapshot,
} from './protocol.ts'

export interface ConnectOptions {
  /**
   * The maximum wait for the other side, in milliseconds.
   * @default 30_000
   */
  readonly timeout?: number
}

type Members = Record<string, unknown>

/**
 * Connects to the `my` that `exposeMy` offers on the other side of `port`. Callbacks stay on this side, and every rule of a
 * call applies here. Synchronous APIs (`canIUse`, `env`, `getSystemInfoSync`…) answer from the last snapshot of the other side.
 * The `…Sync` methods of the files do not exist, because a port cannot block.
 *
 * Once the port is closed, pending and later calls fail with 17. `dispose` closes the port and does not affect the `my` on the
 * other side.
 * @throws TypeError if `port` is not a port
 * @throws SaveError `unavailable` if there is no answer in time
 */
export async function connectMy(port: Port, { timeout = 30_000 }: ConnectOptions = {}): Promise<My> {
  checkPort('connectMy', port)
  checkOption('connectMy', 'timeout', timeout, milliseconds)
  const my: Members = {}
  const files: Members = {}
  const reportMissing = (owner: string) => (name: string) => send({ type: 'missing-api', name: owner + name })
  const fileSystemManager = reportMissingApis(files, reportMissing('FileSystemManager.'))
  /** The members that this function has added to each object. All others belong to the app. */
  const own: Record<Owner, Map<string, unknown>> = { my: new Map(), files: new Map() }
  let snapshot: Snapshot | undefined
  let onConnected = () => {}

  const send = (message: FromApp) => post(port, message)
  const calls = createRemoteCalls({
    platform: () => (snapshot?.values.env as { platform?: 'iOS' | 'Android' } | undefined)?.platform ?? 'iOS',
    send,
  })

  function receive(message: FromHost): void {
    if (message.type === 'settled') calls.settle(message)
    else if (message.type === 'event') calls.emit(message)
    else if (message.type === 'close') close()
    else apply(message.snapshot)
  }

  function apply(received: Snapshot): void {
    snapshot = received
    update(files, 'files', {})
    update(my, 'my', { ...received.values, ...syncApis(received) })
    onConnected()
  }

  function syncApis({ systemInfo, apis, usable }: Snapshot): Members {
    return {
      canIUse: (query: unknown) => snapshot?.usable.includes(String(query)) ?? false,
      ...(systemInfo && { getSystemInfoSync: () => structuredClone(snapshot?.systemInfo) }),
      ...(apis.files.length > 0 && { getFileSystemManager: () => fileSystemManager }),
      ...Object.fromEntries(CONVERSIONS.flatMap((name) => (usable.includes(name) ? [[name, data[name].make()]] : []))),
      dispose: async () => {
        send({ type: 'close' })
        close()
      },
    }
  }

  /** Updates an object from the snapshot. Members that the app has assigned stay. */
  function update(target: Members, owner: Owner, others: Members): void {
    const before = own[owner]
    const now = new Map(Object.entries(others))
    for (const name of snapshot?.apis[owner] ?? []) now.set(name, before.get(name) ?? calls.api(owner, name))
    for (const [name, value] of before) if (target[name] === value && !now.has(name)) delete target[name]
    for (const [name, value] of now)
      if (!Object.hasOwn(target, name) || target[name] === before.get(name)) target[name] = value
    own[owner] = now
  }

  const stop = listen(port, { rules: FROM_HOST, onMessage: receive, onClosed: close })
  function close(): void {
    stop()
    calls.close()
    // A worker's global scope has a `close` as well, which would end the worker.
    if (port !== (globalThis as unknown)) port.close?.()
  }

  send({ type: 'connect' })
  await connected()
  return reportMissingApis(my, reportMissing('')) as unknown as My

  async function connected(): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const timedOut = new Promise<never>((_, reject) => {
      const message = 'No `my` is exposed on this port. Call exposeMy(my, port) on its other side.'
      const error = new SaveError('unavailable', message, { details: { code: 'my-not-exposed' } })
      timer = setTimeout(() => reject(error), Math.min(timeout, MAX_TIMEOUT_MS))
    })
    try {
      if (!snapshot) await Promise.race([timedOut, new Promise<void>((resolve) => (onConnected = resolve))])
    } catch (thrown) {
      close()
      throw thrown
    } finally {
      clearTimeout(timer)
    }
  }
}

/** These run on this side, if the other side offers them. */
const CONVERSIONS = ['arrayBufferToBase64', 'base64ToArrayBuffer'] as const

interface RemoteHost {
  platform(): Platform
  send(message: FromApp): void
}

type Settled = Extract<FromHost, { type: 'settled' }>
type Emitted = Extract<FromHost, { type: 'event' }>

/** The APIs whose promise is also a task that can be watched and aborted. */
const TASKS: { readonly [api: string]: typeof downloadTask } = {
  chooseCity: cityTask,
  downloadFile: downloadTask,
  httpRequest: requestTask,
  request: requestTask,
  uploadFile: downloadTask,
}

/** The calls from this side to the other, with the rules of every call (C1 to C5). */
function createRemoteCalls({ platform, send }: RemoteHost) {
  const pending = new Map<number, { call: Call; resolve(settled: Settled): void; close(): void }>()
  const { signal } = new AbortController()
  const running = trackCalls()
  let isClosed = false

  function request(message: CallMessage, call: Call): Promise<Settled> {
    return new Promise((resolve, reject) => {
      const { api } = message
      const text = `my.${api}: the port to the other side was closed, so the result of the call is unknown.`
      const close = () => reject(new SaveError('unavailable', text, { details: { code: 'port-closed', api } }))
      if (isClosed) return close()
      pending.set(message.id, { call, resolve, close })
      try {
        send(message)
      } catch {
        // One of the options cannot be cloned. The others are sent, and the API reports the missing one.
        send({ ...message, options: message.options && cloneable(message.options as Members) })
      }
    })
  }

  /** Restores the methods of a result, which the port does not transfer. */
  function revive(owner: Owner, api: string, result: object): object {
    if (owner === 'files' && api === 'stat') return reviveStats(result as Parameters<typeof reviveStats>[0])
    const { authSetting } = result as { authSetting?: AuthSetting }
    if (authSetting) reportScopes(authSetting, (name) => send({ type: 'missing-api', name }))
    return result
  }

  return {
    api: (owner: Owner, api: string) => (given?: unknown) => {
      const { all, fields, callbacks } = readOptions(optionsOf(api, given))
      let called: readonly string[] = callbacks
      const host: CallHost = {
        ...running,
        platform: platform(),
        signal,
        // A callback that a simulated defect drops on the other side is dropped here as well (C14).
        defect: () => (callback) => !called.includes(callback),
      }
      const call = asyncApi(host, api, {
        options: fields,
        ...(/^saveImage/.test(api) && { code: saveCode }),
        ...(TASKS[api] && { task: TASKS[api] }),
        async run(input, call) {
          const { id } = call
          if (TASKS[api]) call.signal.addEventListener('abort', () => send({ type: 'abort', id }))
          const settled = await request({ type: 'call', id, owner, api, options: all && input, callbacks }, call)
          called = settled.called
          if ('result' in settled.outcome) return revive(owner, api, settled.outcome.result)
          const { error, errorMessage, ...fields } = settled.outcome.failure
          throw new ApiError(error, errorMessage, { fields })
        },
      })
      return call(all)
    },
    settle(settled: Settled): void {
      pending.get(settled.id)?.resolve(settled)
      pending.delete(settled.id)
    },
    emit({ id, event, value }: Emitted): void {
      pending.get(id)?.call.listeners.emit(event, value)
    },
    /** Fails all pending and later calls. */
    close(): void {
      isClosed = true
      for (const { close } of pending.values()) close()
      pending.clear()
    },
  }
}

const CALLBACKS: readonly string[] = ['success', 'fail', 'complete'] satisfies CallbackName[]

interface ReadOptions {
  /** All members of the options, including callbacks. A getter that threw throws again. */
  readonly all: Readonly<Members> | undefined
  /** The names of the values that can be sent over the port. */
  readonly fields: readonly string[]
  readonly callbacks: readonly CallbackName[]
}

/** Reads the options of a call, each member once, since a port transfers only plain values. */
function readOptions(options: unknown): ReadOptions {
  if (options === undefined || options === null) return { all: undefined, fields: [], callbacks: [] }
  const all: Members = {}
  const names = memberNames(options)
  for (const name of names) {
    try {
      all[name] = (options as Members)[name]
    } catch (thrown) {
      Object.defineProperty(all, name, {
        get() {
          throw thrown
        },
      })
    }
  }
  const isFunction = (name: string) => typeof Object.getOwnPropertyDescriptor(all, name)?.value === 'function'
  return {
    all,
    fields: names.filter((name) => !CALLBACKS.includes(name) && !isFunction(name)),
    callbacks: names.filter((name): name is CallbackName => CALLBACKS.includes(name) && isFunction(name)),
  }
}

/** The names of the callbacks, and of the members of the object and its class. */
function memberNames(options: unknown): string[] {
  const names = new Set(CALLBACKS)
  try {
    // An app may pass its callback instead of the options. The members that every function has are not options.
    const ends = [null, Object.prototype, Function.prototype]
    for (let object = Object(options); !ends.includes(object); object = Object.getPrototypeOf(object)) {
      for (const name of Object.getOwnPropertyNames(object)) names.add(name)
    }
  } catch {
    // A revoked Proxy: reading the callbacks fails later, with a message.
  }
  return [...names]
}

/** The values that can be cloned. Others (a symbol, a Proxy) are omitted. */
function cloneable(values: Readonly<Members>): Members {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => {
      try {
        structuredClone(value)
        return true
      } catch {
        return false
      }
    }),
  )
}
