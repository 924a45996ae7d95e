import type { AppCode } from './app-code.ts'
import type { PhoneScope } from './phone-scope.ts'

type Timer = ReturnType<typeof setTimeout>

/** The app's timers. They end with the app; what they throw is reported. */
export interface Timers {
  /** The functions by which the app sets them. */
  readonly scope: PhoneScope
  /** How many of them are set. */
  readonly running: number
  end(): void
}

export function createTimers({ run }: AppCode, ended: () => void): Timers {
  const running = new Set<Timer>()
  const clear = (timer: Timer | undefined) => {
    clearTimeout(timer)
    if (running.delete(timer!)) ended()
  }
  return {
    scope: {
      setTimeout(method: unknown, delay?: number, ...values: unknown[]) {
        const timer: Timer = setTimeout(() => {
          running.delete(timer)
          run(undefined, method, undefined, values)
          ended()
        }, delay)
        running.add(timer)
        return timer
      },
      setInterval(method: unknown, delay?: number, ...values: unknown[]) {
        const timer: Timer = setInterval(() => run(undefined, method, undefined, values), delay)
        running.add(timer)
        return timer
      },
      clearTimeout: clear,
      clearInterval: clear,
    },
    get running() {
      return running.size
    },
    end() {
      for (const timer of running) clearTimeout(timer)
      running.clear()
    },
  }
}
