/**
 * What a module gets for an import that leads nowhere, such as a package that is not installed. It can be called,
 * constructed, extended, read and written, and is empty text: the rest of the app runs, and the problem is reported once,
 * where the import is.
 */
export function createMissingModule(promise?: Promise<unknown>): unknown {
  const read = new Map<string, unknown>()
  const members: ProxyHandler<object> = {
    get(target, name, receiver) {
      if (Object.hasOwn(target, name)) return Reflect.get(target, name, receiver)
      if (name === Symbol.toPrimitive || name === 'toString') return () => ''
      if (name === Symbol.iterator) return [][Symbol.iterator]
      if (promise && /^(then|catch|finally)$/.test(String(name))) {
        const method: unknown = Reflect.get(promise, name)
        return (...values: unknown[]) => Reflect.apply(method as () => unknown, promise, values)
      }
      // It has no JSON, and only what a call gave can be awaited.
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined
      if (name === '__esModule') return true
      if (!read.has(name)) read.set(name, createMissingModule())
      return read.get(name)
    },
  }
  // The object that an import gives inherits its names from here.
  const inherited = new Proxy(Object.create(null), members)
  // A function has these two of its own.
  const target = Object.defineProperties(function missing() {}, { length: { value: 0 }, name: { value: '' } })
  return new Proxy(target, {
    ...members,
    getPrototypeOf: () => inherited,
    apply: () => createMissingModule(Promise.resolve(createMissingModule())),
    // Only a class that extends it has a prototype of its own.
    construct: (_, __, { prototype }) =>
      (prototype === target.prototype ? createMissingModule() : Object.create(prototype as object)) as object,
  })
}
