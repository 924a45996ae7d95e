import type { AppCode } from './app-code.ts'
import type { PhoneScope } from './phone-scope.ts'

type Timer = ReturnType<typeof setTimeout>

/** The app's timers. They are cleared with the app, and their exceptions are reported. */
export interface Timers {
  /** The timer functions for the app's global scope. */
  readonly scope: PhoneScope
  /** The number of timers that are set. */
  readonly running: number
  end(): void
}

/** The timers before any app has replaced them. */
const original = { setTimeout, setInterval, clearTimeout }

/** The timer functions of all apps. Packages that find the global object by `Function('return this')()` assign these to it. */
const ofApps = new WeakSet<object>()

/** The current function of the host, which a test may have replaced. */
const hosts = <Name extends keyof typeof original>(name: Name): (typeof original)[Name] =>
  ofApps.has(globalThis[name]) ? original[name] : globalThis[name]

export function createTimers({ run }: AppCode, ended: () => void): Timers {
  const running = new Set<Timer>()
  const clear = (timer: Timer | undefined) => {
    hosts('clearTimeout')(timer)
    if (running.delete(timer!)) ended()
  }
  const scope = {
    setTimeout(method: unknown, delay?: number, ...values: unknown[]) {
      const timer: Timer = hosts('setTimeout')(() => {
        running.delete(timer)
        run(undefined, method, undefined, values)
        ended()
      }, delay)
      running.add(timer)
      return timer
    },
    setInterval(method: unknown, delay?: number, ...values: unknown[]) {
      const timer: Timer = hosts('setInterval')(() => run(undefined, method, undefined, values), delay)
      running.add(timer)
      return timer
    },
    clearTimeout: clear,
    clearInterval: clear,
  }
  ofApps.add(scope.setTimeout).add(scope.setInterval).add(clear)
  return {
    scope,
    get running() {
      return running.size
    },
    end() {
      for (const timer of running) hosts('clearTimeout')(timer)
      running.clear()
    },
  }
}
