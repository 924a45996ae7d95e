import type { CallbackName } from '../my/events.ts'

const CALLBACKS: readonly string[] = ['success', 'fail', 'complete'] satisfies CallbackName[]

/** What an app passed to a call: read once, here, since nothing but plain values crosses a port. */
export interface GivenOptions {
  /** Everything that was passed, callbacks included. What could not be read throws again when it is looked at. */
  readonly all: Readonly<Record<string, unknown>> | undefined
  /** The names of what may cross. */
  readonly fields: readonly string[]
  readonly callbacks: readonly CallbackName[]
}

export function readGiven(options: unknown): GivenOptions {
  if (options === undefined || options === null) return { all: undefined, fields: [], callbacks: [] }
  const all: Record<string, unknown> = {}
  const names = namesOf(options)
  for (const name of names) {
    try {
      all[name] = (options as Record<string, unknown>)[name]
    } catch (thrown) {
      Object.defineProperty(all, name, {
        get() {
          throw thrown
        },
      })
    }
  }
  const readable = Object.keys(all)
  return {
    all,
    fields: names.filter(
      (name) => !CALLBACKS.includes(name) && typeof Object.getOwnPropertyDescriptor(all, name)?.value !== 'function',
    ),
    callbacks: readable.filter(
      (name): name is CallbackName => CALLBACKS.includes(name) && typeof all[name] === 'function',
    ),
  }
}

/** The callbacks, and what the object and its class bring. An object that does not tell its names has none. */
function namesOf(options: unknown): string[] {
  const names = new Set(CALLBACKS)
  try {
    for (let object = Object(options); object && object !== Object.prototype; object = Object.getPrototypeOf(object)) {
      for (const name of Object.getOwnPropertyNames(object)) names.add(name)
    }
  } catch {
    // A revoked Proxy: reading the callbacks is what will fail, with a message.
  }
  return [...names]
}

/** The values that can cross a port. Others (a symbol, a Proxy) arrive as if they were not given. */
export function cloneable(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => {
      try {
        structuredClone(value)
        return true
      } catch {
        return false
      }
    }),
  )
}
