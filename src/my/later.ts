import type { MaybePromise } from '../core/types.ts'

/** The two things on a screen that may be shown after a delay. */
export type Sign = 'toast' | 'loading'

/** Shows or hides a sign after `delay` milliseconds, and instead of what was still to come of that sign. */
export type Later = (sign: Sign, delay: number, change: () => MaybePromise<void>) => MaybePromise<void>

/** Nothing is shown any more once `signal` aborted. */
export function createLater(signal: AbortSignal): Later {
  const pending = new Map<Sign, () => void>()
  const drop = (sign: Sign) => pending.get(sign)?.()
  signal.addEventListener('abort', () => {
    drop('toast')
    drop('loading')
  })
  return (sign, delay, change) => {
    drop(sign)
    if (delay === 0) return change()
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        pending.delete(sign)
        resolve(Promise.resolve().then(change))
      }, delay)
      pending.set(sign, () => {
        pending.delete(sign)
        clearTimeout(timer)
        resolve()
      })
    })
  }
}
