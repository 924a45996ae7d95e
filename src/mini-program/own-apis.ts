import type { My } from 'photosalbum/bridge'

/** Adds the APIs that the worker implements to a remote `my`. */
export function withOwnApis(my: My, own: Readonly<Record<string, unknown>>): My {
  const canIUse = (query: unknown) => {
    const name = String(query).split('.')[0]!
    // What such an API takes and returns is only known of those that the phone has as well.
    return my.canIUse(String(query)) || (Object.hasOwn(own, name) && (query === name || !my.canIUse(name)))
  }
  const added: Readonly<Record<string, unknown>> = { ...own, canIUse }
  const set = new Set<PropertyKey>()
  return new Proxy(my, {
    get: (target, name) =>
      Object.hasOwn(added, name) && !set.has(name) ? added[name as string] : Reflect.get(target, name),
    has: (target, name) => Object.hasOwn(added, name) || name in target,
    set(target, name, value) {
      set.add(name)
      return Reflect.set(target, name, value)
    },
    ownKeys: (target) => [...new Set([...Reflect.ownKeys(target), ...Object.keys(added)])],
    getOwnPropertyDescriptor: (target, name) =>
      Object.hasOwn(added, name)
        ? { value: added[name as string], configurable: true, enumerable: true, writable: true }
        : Reflect.getOwnPropertyDescriptor(target, name),
  })
}
