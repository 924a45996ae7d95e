import { setMaxListeners } from 'node:events'

const NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }

export interface Interrupt {
  /** Aborts at the first Ctrl-C (or SIGTERM, or when the terminal is closed). */
  readonly signal: AbortSignal
  /** 130 after Ctrl-C, 143 after SIGTERM: what a shell expects of a process that such a signal ended. */
  readonly exitCode: number | undefined
  /** Signals end the process again, as they did before. */
  release(): void
}

/** From here on Ctrl-C cancels what runs, and waits for it to clean up. A second Ctrl-C ends the process at once, or is `second`'s to answer. */
export function interruptible(on: { first?(): void; second?(): void } = {}): Interrupt {
  const controller = new AbortController()
  // Each save under way listens; many at once are no leak.
  setMaxListeners(0, controller.signal)
  let exitCode: number | undefined
  const cancel = (name: keyof typeof NUMBERS) => {
    if (exitCode !== undefined) {
      if (!on.second) process.exit(exitCode)
      return on.second()
    }
    exitCode = 128 + NUMBERS[name]
    controller.abort()
    on.first?.()
  }
  const names = Object.keys(NUMBERS) as (keyof typeof NUMBERS)[]
  for (const name of names) process.on(name, cancel)
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode
    },
    release() {
      for (const name of names) process.off(name, cancel)
    },
  }
}
