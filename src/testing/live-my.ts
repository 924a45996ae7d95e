import { consecutiveCalls } from '../my/consecutive-calls.ts'
import { createMyFrom, type MyHost } from '../my/create-my.ts'
import { createCurrentMy } from '../my/current-my.ts'
import type { Observe } from '../my/events.ts'
import { fileTwins } from '../my/file-twins.ts'
import type { My } from '../my/my.ts'
import type { TestDevice } from './device.ts'

/**
 * What is under way belongs to an epoch, which a signal stands for: once that has aborted, nothing of it reaches the
 * next test. As on a phone that was switched off, connections end, nobody is called back, and promises stay open.
 */
export interface Epochs {
  readonly epoch: AbortSignal
  /** The `my` of this epoch and of the device as it is now. */
  current(): My
  next(): void
}

/** What all `my` of one epoch share. Each has an observer of its own, since each counts its calls from one. */
type Shared = Omit<MyHost, 'observe'> & { observe(): Observe }

export function createEpochs(device: TestDevice, begin: (epoch: AbortSignal) => Shared): Epochs {
  let open = start()

  function start() {
    const over = new AbortController()
    const { signal } = over
    const overlapping = consecutiveCalls()
    const shared = begin(signal)

    function make(changedItself: () => void): My {
      const { platform, SDKVersion, clientVersion, language } = device
      return createMyFrom({
        ...shared,
        fileTwins,
        client: { platform, SDKVersion, clientVersion, language },
        permissionMemory: {
          read: () => (device.permission === 'prompt' ? undefined : device.permission),
          write(decision) {
            if (signal.aborted) return
            device.permission = decision
            changedItself()
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
      epoch: signal,
      current,
      end() {
        over.abort()
        void dispose()
      },
    }
  }

  return {
    get epoch() {
      return open.epoch
    },
    current: () => open.current(),
    next() {
      open.end()
      open = start()
    },
  }
}

/** What a `my` cannot change any more once it was made. */
function stateOf({ platform, SDKVersion, clientVersion, language, permission }: TestDevice): string {
  return [platform, SDKVersion, clientVersion, language, permission].join()
}

/**
 * A `my` that stays the same object while what it stands for changes with the device: an API of a later base library
 * comes and goes (C11). What a test or an app puts on it itself comes first, so that a spy works.
 */
export function changingMy(epochs: Epochs): { my: My; reset(): void } {
  const { current } = epochs
  const own: Record<PropertyKey, unknown> = Object.create({ [INSPECT]: () => ({ ...my }) })
  const functions = new Map<PropertyKey, unknown>()

  function read(name: PropertyKey): unknown {
    const value = Reflect.get(current(), name)
    if (typeof value !== 'function') return value
    const known = functions.get(name)
    if (known) return known
    // Looked up anew for each call: a framework may have kept this function from before the change.
    const call = (...args: unknown[]) => {
      const { epoch } = epochs
      const now = current()
      const method = Reflect.get(now, name)
      if (typeof method !== 'function') throw new TypeError(`my.${String(name)} is not a function`)
      return unlessOver(epoch, Reflect.apply(method, now, args), args[0])
    }
    functions.set(name, call)
    return call
  }

  /** As on a usual object: what is not said of a new property is yes. */
  function define(name: PropertyKey, descriptor: PropertyDescriptor): boolean {
    // A spy that goes puts back what it found: from then on it is the device's again.
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

/** By which Node prints an object: past the Proxy, it would find nothing. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** What a call answers, with what its promise can do besides; after the end of its epoch, nobody hears of it. */
function unlessOver(epoch: AbortSignal, answer: unknown, options: unknown): unknown {
  if (!(answer instanceof Promise)) return answer
  const open = () => new Promise<never>(() => {})
  const heard = answer.then(
    (result) => (epoch.aborted ? open() : result),
    (failure) => (epoch.aborted ? open() : Promise.reject(failure)),
  )
  if (isCaredFor(options)) heard.catch(() => {})
  return Object.assign(heard, answer)
}

/** Whether a failure reaches a callback, so that it is not an unhandled rejection (C5). */
function isCaredFor(options: unknown): boolean {
  try {
    const { fail, complete } = (options ?? {}) as Record<string, unknown>
    return typeof (fail ?? complete) === 'function'
  } catch {
    return false
  }
}
