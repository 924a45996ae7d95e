import type { My } from '../my/my.ts'

/**
 * A `my` that stays the same object while what it stands for changes with the device: an API of a later base library
 * comes and goes (C11). What a test or an app puts on it itself comes first, so that a spy works.
 */
export function changingMy(current: () => My): { my: My; reset(): void } {
  const own: Record<PropertyKey, unknown> = {}
  const functions = new Map<PropertyKey, unknown>()

  function read(name: PropertyKey): unknown {
    const value = Reflect.get(current(), name)
    if (typeof value !== 'function') return value
    const known = functions.get(name)
    if (known) return known
    // Looked up anew for each call: a framework may have kept this function from before the change.
    const call = (...args: unknown[]) => {
      const now = Reflect.get(current(), name)
      if (typeof now !== 'function') throw new TypeError(`my.${String(name)} is not a function`)
      return Reflect.apply(now, current(), args)
    }
    functions.set(name, call)
    return call
  }

  const my = new Proxy(own, {
    get: (_, name) => (name in own ? own[name] : read(name)),
    has: (_, name) => name in own || name in current(),
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
