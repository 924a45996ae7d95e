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
