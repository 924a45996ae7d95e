import { zh } from '../i18n/zh.ts'
import { FILE_OPERATIONS } from '../my/apis/file-calls.ts'
import { PHONE_APIS } from '../my/apis/phone.ts'
import { type Sockets, socketApis } from '../my/apis/sockets.ts'
import { consecutiveCalls } from '../my/call.ts'
import { createMyFrom } from '../my/create-my.ts'
import { createCurrentMy } from '../my/current-my.ts'
import type { Observe } from '../my/events.ts'
import type { My } from '../my/my.ts'
import type { MyHost } from '../my/options.ts'
import type { TestDevice } from './device.ts'

/**
 * Calls belong to a session, which ends with its signal. An ended session cannot affect the next test: as on a phone that was
 * switched off, connections end, no callback is called, and promises never settle.
 */
export interface Sessions {
  readonly session: AbortSignal
  readonly sockets: Sockets
  /** The `my` of this session for the current device. */
  current(): My
  /** A `my` with the same files and network, whose calls are not recorded as calls of the app. */
  unobserved(): My
  next(): void
}

/** The state that all `my` of one session share. Each has its own observer, because each numbers its calls from 1. */
type Shared = Omit<MyHost, 'observe'> & { observe(): Observe; readonly sockets: Sockets }

export function createSessions(device: TestDevice, begin: (session: AbortSignal) => Shared): Sessions {
  let open = start()

  function start() {
    const over = new AbortController()
    const { signal } = over
    const overlapping = consecutiveCalls()
    const shared = begin(signal)

    function make(onOwnChange: () => void): My {
      const { platform, SDKVersion, clientVersion, language } = device
      return createMyFrom({
        ...shared,
        fileOperations: FILE_OPERATIONS,
        messages: zh,
        apis: { ...PHONE_APIS, ...socketApis(shared.sockets) },
        client: { platform, SDKVersion, clientVersion, language },
        permissionMemory: {
          read: () => (device.permission === 'prompt' ? undefined : device.permission),
          write(decision) {
            if (signal.aborted) return
            device.permission = decision
            onOwnChange()
          },
        },
        defect(api) {
          const isLost = device.defects.consecutiveCalls ? overlapping(api) : undefined
          return (callback) => signal.aborted || (isLost?.(callback) ?? false)
        },
        observe: shared.observe(),
      })
    }
    const { current, dispose } = createCurrentMy(() => stateOf(device), make)
    return {
      session: signal,
      sockets: shared.sockets,
      current,
      unobserved: () => createMyFrom({ ...shared, fileOperations: FILE_OPERATIONS, messages: zh, observe: undefined }),
      end() {
        over.abort()
        shared.sockets.end()
        void dispose()
      },
    }
  }

  return {
    get session() {
      return open.session
    },
    get sockets() {
      return open.sockets
    },
    current: () => open.current(),
    unobserved: () => open.unobserved(),
    next() {
      open.end()
      open = start()
    },
  }
}

/** The settings that cannot change after a `my` was created. */
function stateOf({ platform, SDKVersion, clientVersion, language, permission }: TestDevice): string {
  return [platform, SDKVersion, clientVersion, language, permission].join()
}

/**
 * A `my` that stays the same object while its APIs change with the device (C11). Members that a test or an app assigns
 * take precedence, so that spies work.
 */
export function liveMy(sessions: Sessions): { my: My; reset(): void } {
  const { current } = sessions
  const own: Record<PropertyKey, unknown> = Object.create({ [INSPECT]: () => ({ ...my }) })
  const functions = new Map<PropertyKey, unknown>()

  function read(name: PropertyKey): unknown {
    const value = Reflect.get(current(), name)
    // Inherited members such as `hasOwnProperty` are not APIs.
    if (typeof value !== 'function' || !Object.hasOwn(current(), name)) return value
    const known = functions.get(name)
    if (known) return known
    // Looked up on each call, because a framework may have stored this function before a change of the device.
    const call = (...args: unknown[]) => {
      const { session } = sessions
      const now = current()
      const method = Reflect.get(now, name)
      if (typeof method !== 'function') throw new TypeError(`my.${String(name)} is not a function`)
      return whileOpen(session, Reflect.apply(method, now, args), args[0])
    }
    functions.set(name, call)
    return call
  }

  /** As on an ordinary object, new properties are writable, enumerable and configurable by default. */
  function define(name: PropertyKey, descriptor: PropertyDescriptor): boolean {
    // Restoring a spy assigns the original function. After that, the member follows the device again.
    if ('value' in descriptor && descriptor.value === functions.get(name)) return Reflect.deleteProperty(own, name)
    if (Object.hasOwn(own, name)) return Reflect.defineProperty(own, name, descriptor)
    const writable = 'get' in descriptor || 'set' in descriptor ? {} : { writable: true }
    return Reflect.defineProperty(own, name, { ...writable, enumerable: true, configurable: true, ...descriptor })
  }

  const my: object = new Proxy(own, {
    get: (_, name) => (Object.hasOwn(own, name) ? own[name] : read(name)),
    set: (_, name, value) =>
      Reflect.getOwnPropertyDescriptor(own, name)?.set ? Reflect.set(own, name, value) : define(name, { value }),
    defineProperty: (_, name, descriptor) => define(name, descriptor),
    has: (_, name) => Object.hasOwn(own, name) || name in current(),
    ownKeys: () => [...new Set([...Reflect.ownKeys(own), ...Reflect.ownKeys(current())])],
    getOwnPropertyDescriptor(_, name) {
      const descriptor =
        Reflect.getOwnPropertyDescriptor(own, name) ?? Reflect.getOwnPropertyDescriptor(current(), name)
      if (!descriptor || Object.hasOwn(own, name)) return descriptor
      return { value: read(name), writable: true, enumerable: descriptor.enumerable ?? true, configurable: true }
    },
  })
  return {
    my: my as unknown as My,
    reset() {
      for (const name of Reflect.ownKeys(own)) delete own[name]
    },
  }
}

/** Without this method, Node prints the empty target of the Proxy. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** The promise of a call with its task methods. It never settles after the session has ended. */
function whileOpen(session: AbortSignal, answer: unknown, options: unknown): unknown {
  if (!(answer instanceof Promise)) return answer
  const pending = () => new Promise<never>(() => {})
  const settled = answer.then(
    (result) => (session.aborted ? pending() : result),
    (failure) => (session.aborted ? pending() : Promise.reject(failure)),
  )
  if (isHandled(options)) settled.catch(() => {})
  return Object.assign(settled, answer)
}

/** Whether a failure is passed to a callback, so that it is not an unhandled rejection (C5). */
function isHandled(options: unknown): boolean {
  try {
    const { fail, complete } = (options ?? {}) as Record<string, unknown>
    return typeof (fail ?? complete) === 'function'
  } catch {
    return false
  }
}
