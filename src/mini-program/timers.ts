import type { AppCode } from './app-code.ts'
import type { PhoneScope } from './phone-scope.ts'

type Timer = ReturnType<typeof setTimeout>

/** The app's timers. They end with the app; what they throw is reported. */
export interface Timers {
  /** The functions by which the app sets them. */
  readonly scope: PhoneScope
  /** How many calls of `setTimeout` are still to come. */
  readonly pending: number
  end(): void
}

export function createTimers({ run }: AppCode, changed: () => void): Timers {
  const timeouts = new Set<Timer>()
  const intervals = new Set<Timer>()
  const clear = (timer: Timer | undefined) => {
    if (timeouts.delete(timer!)) changed()
    intervals.delete(timer!)
    clearTimeout(timer)
  }
  return {
    scope: {
      setTimeout(method: unknown, delay?: number, ...values: unknown[]) {
        const timer: Timer = setTimeout(() => {
          timeouts.delete(timer)
          run(undefined, method, undefined, values)
          changed()
        }, delay)
        timeouts.add(timer)
        return timer
      },
      setInterval(method: unknown, delay?: number, ...values: unknown[]) {
        const timer: Timer = setInterval(() => run(undefined, method, undefined, values), delay)
        intervals.add(timer)
        return timer
      },
      clearTimeout: clear,
      clearInterval: clear,
    },
    get pending() {
      return timeouts.size
    },
    end() {
      for (const timer of [...timeouts, ...intervals]) clearTimeout(timer)
      timeouts.clear()
      intervals.clear()
    },
  }
}
