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

/** Those that were there before any app. */
const original = { setTimeout, setInterval, clearTimeout }

/** The functions of all apps. Packages find the global object by `Function('return this')()`, and put these there. */
const ofApps = new WeakSet<object>()

/** A function of the host, which a test may have replaced. */
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
