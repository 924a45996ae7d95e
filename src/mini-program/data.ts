export type Data = { [name: string]: unknown }

/** Splits a path such as `a.b[0].c` into its keys. */
export const keysOf = (path: string): string[] => path.split(/[.[\]]+/).filter((key) => key !== '')

/** Setting these members would change the prototypes of all objects. */
const FORBIDDEN = /^(__proto__|constructor|prototype)$/

/**
 * Changes the value at a path, such as `list[0].name`. Objects along the path are copied, so that earlier references, such as
 * props or the data before an update, do not change.
 */
export function changeData(data: Data, path: string, change: (old: unknown) => unknown): void {
  const keys = Object.hasOwn(data, path) ? [path] : keysOf(path)
  if (keys.length === 0 || keys.some((key) => FORBIDDEN.test(key))) return
  let holder = data
  for (const [index, key] of keys.slice(0, -1).entries()) {
    const inner = holder[key]
    const next = Array.isArray(inner)
      ? [...inner]
      : isObject(inner)
        ? { ...inner }
        : /^\d+$/.test(keys[index + 1]!)
          ? []
          : {}
    holder[key] = next
    holder = next as Data
  }
  const key = keys.at(-1)!
  holder[key] = change(holder[key])
}

/** The value at a path. */
export function dataAt(data: unknown, keys: readonly string[]): unknown {
  let value = data
  for (const key of keys) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}

export const isObject = (value: unknown): value is Data => typeof value === 'object' && value !== null

/** The `data` of a definition, which is an object or a function that returns one. Its members are shared, as on a phone. */
export function initialData(data: unknown, owner: unknown): Data {
  const made: unknown = typeof data === 'function' ? data.call(owner) : data
  return isObject(made) ? { ...made } : {}
}

/** A deep copy, so that a page that changes its lists does not affect the next one. Only plain values are copied. */
export function copyOfData<Value>(value: Value, seen = new Map<unknown, unknown>()): Value {
  if (!isPlain(value)) return value
  const known = seen.get(value)
  if (known) return known as Value
  const copy: Data = Array.isArray(value) ? ([] as unknown as Data) : {}
  seen.set(value, copy)
  for (const [key, inner] of Object.entries(value)) copy[key] = copyOfData(inner, seen)
  return copy as Value
}

/** Checks the prototype by its own members, since tests and simulators pass values from one realm to another. */
function isPlain(value: unknown): value is Data {
  if (!isObject(value)) return false
  if (Array.isArray(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
