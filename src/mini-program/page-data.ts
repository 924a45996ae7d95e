type Data = { [key: string]: unknown }

/** `a.b[0].c` as its keys. */
const keysOf = (path: string) => path.split(/[.[\]]+/).filter((key) => key !== '')

/**
 * What `setData` does to a page's data: keys may be paths (`'list[0].name'`). What is changed is copied on the way
 * down, since the page's first `data` is a shallow copy and must not change for the next page.
 */
export function changeData(data: Data, path: string, change: (old: unknown) => unknown): void {
  const keys = keysOf(path)
  // Such a key would change every object there is.
  if (keys.length === 0 || keys.some((key) => /^(__proto__|constructor|prototype)$/.test(key))) return
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

const isObject = (value: unknown): value is Data => typeof value === 'object' && value !== null

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
