import { setMaxListeners } from 'node:events'
import { diskError, diskProblem } from '../node/disk-error.ts'
import { describeError, language, words } from './messages.ts'

type Output = 'stdout' | 'stderr'

/**
 * From here on, output that cannot be written does not end the process, which may be in the middle of a photo. A reader
 * that goes away (`photosalbum save … | head -1`) is not a failure; any other error is passed to `onError`.
 */
export function surviveOutputErrors(
  onError: (output: Output, error: NodeJS.ErrnoException) => void = reportOutputError,
): void {
  for (const output of ['stdout', 'stderr'] as const)
    process[output].on('error', (error: NodeJS.ErrnoException) => error.code !== 'EPIPE' && onError(output, error))
}

let reported = false

/** Reports it once, at the end, where no progress display is drawn over it, and makes the exit code 1. */
export function reportOutputError(output: Output, error: NodeJS.ErrnoException): void {
  if (reported) return
  reported = true
  process.once('beforeExit', async () => {
    process.exitCode ||= 1
    if (output === 'stderr') return
    // In Chinese, the message is the problem alone.
    const message =
      language === 'en'
        ? diskProblem(error, 'write-output').problem
        : await describeError(diskError(error, 'write-output'))
    process.stderr.write(`photosalbum: ${message} ${words.onlyOutputLost}\n`)
  })
}

const NUMBERS = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 }

export interface Interrupt {
  /** Aborts at the first Ctrl-C or SIGTERM, or when the terminal is closed. */
  readonly signal: AbortSignal
  /** 130 after Ctrl-C, 143 after SIGTERM: what a shell expects of a process that was ended by that signal. */
  readonly exitCode: number | undefined
  /** Gives the signals their default effect again. */
  release(): void
}

/**
 * From here on, Ctrl-C cancels what is running and lets it clean up. A second Ctrl-C ends the process at once, or calls
 * `onSecond`.
 */
export function interruptible({ onFirst, onSecond }: { onFirst?(): void; onSecond?(): void } = {}): Interrupt {
  const controller = new AbortController()
  // Every save in flight listens to it.
  setMaxListeners(0, controller.signal)
  let exitCode: number | undefined
  const cancel = (name: keyof typeof NUMBERS) => {
    if (exitCode !== undefined) {
      if (!onSecond) process.exit(exitCode)
      return onSecond()
    }
    exitCode = 128 + NUMBERS[name]
    controller.abort()
    onFirst?.()
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
