import { expect } from 'vitest'

/** The items that exist now and did not exist before. */
export interface Leftovers {
  readonly listeners: ReadonlySet<string>
  readonly urls: ReadonlySet<string>
}

/**
 * Runs `work`, and fails if it leaves a listener, an object URL or an element behind. Must be called in the test itself,
 * because the runner adds its own listeners around hooks.
 */
export async function leavingNothing(work: (leftovers: Leftovers) => Promise<void>): Promise<void> {
  const listeners = new Set<string>()
  const urls = new Set<string>()
  const elements = document.querySelectorAll('*').length
  let count = 0
  const ids = new WeakMap<object, number>()
  const idOf = (value: object) => {
    if (!ids.has(value)) ids.set(value, ++count)
    return ids.get(value)
  }
  const key = (target: EventTarget, type: string, listener: object) =>
    `${type} on ${Object.prototype.toString.call(target)} ${idOf(target)} (${idOf(listener)})`

  const { addEventListener, removeEventListener } = EventTarget.prototype
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = this ?? globalThis
    if (listener && ours(target)) {
      const added = key(target, type, listener)
      listeners.add(added)
      const signal = typeof options === 'object' ? options.signal : undefined
      if (signal) addEventListener.call(signal, 'abort', () => listeners.delete(added), { once: true })
      // An aborted signal never calls its listeners again.
      if (target instanceof AbortSignal) addEventListener.call(target, 'abort', () => listeners.delete(added))
    }
    addEventListener.call(target, type, listener, options)
  }
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? globalThis
    if (listener) listeners.delete(key(target, type, listener))
    removeEventListener.call(target, type, listener, options)
  }
  const { createObjectURL, revokeObjectURL } = URL
  URL.createObjectURL = (object) => {
    const url = createObjectURL(object)
    urls.add(url)
    return url
  }
  URL.revokeObjectURL = (url) => {
    urls.delete(url)
    revokeObjectURL(url)
  }
  try {
    await work({ listeners, urls })
    expect([...listeners], 'listeners').toEqual([])
    expect([...urls], 'object URLs').toEqual([])
    expect(document.querySelectorAll('*').length, 'elements').toBe(elements)
  } finally {
    Object.assign(EventTarget.prototype, { addEventListener, removeEventListener })
    Object.assign(URL, { createObjectURL, revokeObjectURL })
  }
}

/**
 * Signals, documents, elements and the window, but not the targets that the browser's streams and the test runner listen to.
 */
function ours(target: EventTarget): boolean {
  return target instanceof Node || target instanceof AbortSignal || target === globalThis
}
