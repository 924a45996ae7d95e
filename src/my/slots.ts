/** Runs some work once one of the slots is free: first come, first served. */
export type Slots = <Result>(work: () => Promise<Result>) => Promise<Result>

/**
 * Lets at most `size` works run at once, so that a thousand overlapping saves hold a handful of connections and files.
 * When `signal` aborts, whatever waits is let in: it is for the work to see that it was aborted.
 */
export function createSlots(size: number, signal: AbortSignal): Slots {
  let free = size
  let waiting: (() => void)[] = []
  // An index instead of `shift()`, which moves the whole queue each time once it is long.
  let next = 0
  const release = () => {
    const enter = waiting[next++]
    if (enter) return enter()
    free++
    waiting = []
    next = 0
  }
  signal.addEventListener('abort', () => {
    for (const enter of waiting.slice(next)) enter()
    waiting = []
    next = 0
    free = Number.POSITIVE_INFINITY
  })
  return async (work) => {
    if (free > 0) free--
    else await new Promise<void>((enter) => waiting.push(enter))
    try {
      return await work()
    } finally {
      release()
    }
  }
}
