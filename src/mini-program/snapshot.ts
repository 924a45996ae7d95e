/** The maximum number of values in a snapshot. Larger data always counts as changed. */
const MAX_VALUES = 20_000

const TOO_LARGE = Symbol('too large')

/**
 * Copies data, to detect later whether it was changed in place: apps take a list out of `data`, change an item, and pass a new
 * list with the same items to `setData`.
 */
export function snapshotOf(value: unknown): unknown {
  let values = 0
  const copy = (each: unknown): unknown => {
    if (!isPlain(each)) return each
    if (++values > MAX_VALUES) throw TOO_LARGE
    if (Array.isArray(each)) {
      values += each.length
      return each.map(copy)
    }
    const copied: { [name: string]: unknown } = {}
    for (const [name, inner] of Object.entries(each)) if (name !== '__proto__') copied[name] = copy(inner)
    return copied
  }
  try {
    return copy(value)
  } catch {
    // Too large, or circular.
    return TOO_LARGE
  }
}

/** Whether a value still equals its snapshot. */
export function isAsBefore(value: unknown, snapshot: unknown): boolean {
  if (value === snapshot) return true
  if (!isPlain(value) || !isPlain(snapshot)) return Number.isNaN(value) && Number.isNaN(snapshot)
  if (Array.isArray(value)) {
    if (!Array.isArray(snapshot) || value.length !== snapshot.length) return false
    for (let index = 0; index < value.length; index++) if (!isAsBefore(value[index], snapshot[index])) return false
    return true
  }
  let names = 0
  for (const name in value) {
    names++
    if (!Object.hasOwn(snapshot, name) || !isAsBefore(value[name], snapshot[name])) return false
  }
  for (const _ in snapshot) names--
  return names === 0
}

function isPlain(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !(value instanceof Date)
}
