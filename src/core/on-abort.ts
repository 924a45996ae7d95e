import { cancelled } from './errors.ts'
import type { MaybePromise } from './types.ts'

/** What waits for each signal. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>()

function callAll(this: AbortSignal): void {
  for (const call of waiting.get(this) ?? []) call()
}

/**
 * Calls back once when the signal aborts, and returns how to stop waiting. However many wait for one signal, it has one
 * listener, and none once nobody waits: a person's Ctrl-C may end a thousand saves, and Node warns of a leak from the
 * eleventh listener on.
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

/** Waits no longer than until the signal aborts. What comes `late` is given back. */
export function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, late?: (value: T) => void): Promise<T>
export function unlessAborted<T>(work: MaybePromise<T>, signal: AbortSignal, late?: (value: T) => void): MaybePromise<T>
export function unlessAborted<T>(
  work: MaybePromise<T>,
  signal: AbortSignal,
  late?: (value: T) => void,
): MaybePromise<T> {
  // Not `instanceof`: a page in a frame has promises of its own.
  if (typeof (work as PromiseLike<T> | undefined)?.then !== 'function') return work
  return new Promise((resolve, reject) => {
    const done = Promise.resolve(work)
    const giveUp = () => {
      reject(cancelled(signal))
      done.then(late, () => {})
    }
    let stopListening: (() => void) | undefined
    if (signal.aborted) giveUp()
    else stopListening = onAbort(signal, giveUp)
    done.then(resolve, reject).finally(stopListening)
  })
}
