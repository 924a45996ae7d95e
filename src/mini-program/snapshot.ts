/** More values than this are not copied: such data counts as changed each time. */
const MAX_VALUES = 20_000

const TOO_LARGE = Symbol('too large')

/**
 * A copy of data, to tell later whether it was changed in place. Apps do that: they take a list out of `data`, change an
 * item and set a list of the same items.
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
    // It is too large, or a ring.
    return TOO_LARGE
  }
}

/** Whether a value is as it was when the snapshot was taken. */
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
