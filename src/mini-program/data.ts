export type Data = { [name: string]: unknown }

/** `a.b[0].c` as its keys. */
export const keysOf = (path: string): string[] => path.split(/[.[\]]+/).filter((key) => key !== '')

/** Members that all objects share: to set them would change every object there is. */
const FORBIDDEN = /^(__proto__|constructor|prototype)$/

/**
 * Changes what is at a path, such as `list[0].name`. Objects on the way are copied: what a page got before, as a prop or
 * as the data before an update, stays as it was.
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

/** What is at a path. */
export function dataAt(data: unknown, keys: readonly string[]): unknown {
  let value = data
  for (const key of keys) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined
    value = value[key]
  }
  return value
}

export const isObject = (value: unknown): value is Data => typeof value === 'object' && value !== null

/** The `data` of a definition: an object, or a function that makes one. Its members are shared, as on a phone. */
export function initialData(data: unknown, owner: unknown): Data {
  const made: unknown = typeof data === 'function' ? data.call(owner) : data
  return isObject(made) ? { ...made } : {}
}

/** All of it, so that a page which writes into its lists changes nothing for the next one. Only plain values are data. */
export function copyOfData<Value>(value: Value, seen = new Map<unknown, unknown>()): Value {
  if (!isPlain(value)) return value
  const known = seen.get(value)
  if (known) return known as Value
  const copy: Data = Array.isArray(value) ? ([] as unknown as Data) : {}
  seen.set(value, copy)
  for (const [key, inner] of Object.entries(value)) copy[key] = copyOfData(inner, seen)
  return copy as Value
}

/** By its prototype's own, since tests and simulators pass values from one realm to another. */
function isPlain(value: unknown): value is Data {
  if (!isObject(value)) return false
  if (Array.isArray(value)) return true
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
