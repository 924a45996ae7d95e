/** The longest delay of a timer, in milliseconds. A longer one fires at once, in browsers and on Node. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** Runs an observer or a clean-up. Whether it throws or rejects, nothing else depends on it. */
export function ignoreErrors(action: () => unknown): void {
  const run = async () => action()
  run().catch(() => {})
}

/** Loads a module when it is first needed, and only once. After a failure the next call tries again. */
export function lazyImport<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loading: Promise<Module> | undefined
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}

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

/** Runs at most `limit` tasks at a time; the others wait in a queue. */
export class Limiter {
  private free: number
  private readonly queue: (() => void)[] = []

  constructor(limit: number) {
    this.free = limit
  }

  /** An abort rejects a task that is still waiting; a task that runs has to listen to the signal itself. */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.free > 0) this.free--
    else {
      const turn = new Promise<void>((start) => this.queue.push(start))
      await (signal ? raceAbort(turn, signal, () => this.release()) : turn)
    }
    try {
      return await task()
    } finally {
      this.release()
    }
  }

  /** Passes the slot to the next task directly, so that a new call cannot jump the queue. */
  private release(): void {
    const start = this.queue.shift()
    if (start) start()
    else this.free++
  }
}
