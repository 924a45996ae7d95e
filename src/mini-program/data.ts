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
