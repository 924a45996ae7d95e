/**
 * A placeholder for an import that cannot be resolved, such as a package that is not installed. It can be called, constructed,
 * extended, read and written, and converts to an empty string. So the rest of the app runs, and the problem is reported once,
 * at the import.
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
      // It has no JSON, and it is not a promise itself; only the results of its calls can be awaited.
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined
      if (name === '__esModule') return true
      if (!read.has(name)) read.set(name, createMissingModule())
      return read.get(name)
    },
  }
  // The namespace object of an import inherits all names from here.
  const inherited = new Proxy(Object.create(null), members)
  // A function has these two properties of its own.
  const target = Object.defineProperties(function missing() {}, { length: { value: 0 }, name: { value: '' } })
  return new Proxy(target, {
    ...members,
    getPrototypeOf: () => inherited,
    apply: () => createMissingModule(Promise.resolve(createMissingModule())),
    // Only a subclass has its own prototype.
    construct: (_, __, { prototype }) =>
      (prototype === target.prototype ? createMissingModule() : Object.create(prototype as object)) as object,
  })
}
