/** The callbacks that wait for each signal. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>()

function callAll(this: AbortSignal): void {
  for (const callback of waiting.get(this) ?? []) callback()
}

/**
 * Calls back when the signal aborts; returns a function that stops waiting. All callbacks of a signal share one listener:
 * one Ctrl-C may abort a thousand saves, and Node warns of a memory leak from the eleventh listener on.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const callbacks = waiting.get(signal) ?? new Set()
  waiting.set(signal, callbacks)
  if (callbacks.size === 0) signal.addEventListener('abort', callAll)
  callbacks.add(callback)
  return () => {
    callbacks.delete(callback)
    if (callbacks.size === 0) signal.removeEventListener('abort', callAll)
  }
}

/**
 * Resolves like `work`, or rejects with `signal.reason` as soon as the signal aborts. A value that arrives after that is
 * passed to `onLateValue`, so that it can be released. What is not a promise is returned as it is.
 */
export function raceAbort<T>(work: Promise<T>, signal: AbortSignal, onLateValue?: (value: T) => void): Promise<T>
export function raceAbort<T>(
  work: T | Promise<T>,
  signal: AbortSignal,
  onLateValue?: (value: T) => void,
): T | Promise<T>
export function raceAbort<T>(
  work: T | Promise<T>,
  signal: AbortSignal,
  onLateValue?: (value: T) => void,
): T | Promise<T> {
  // Not `instanceof`: promises of an iframe belong to another realm.
  if (typeof (work as PromiseLike<T> | undefined)?.then !== 'function') return work
  return new Promise((resolve, reject) => {
    const settled = Promise.resolve(work)
    const abort = () => {
      reject(signal.reason)
      settled.then(onLateValue, () => {})
    }
    let stopListening: (() => void) | undefined
    if (signal.aborted) abort()
    else stopListening = onAbort(signal, abort)
    settled.then(resolve, reject).finally(stopListening)
  })
}
