import type { Level } from '../app/protocol.ts'
import { inspect } from './inspect.ts'

const LEVELS: readonly Level[] = ['log', 'info', 'warn', 'error', 'debug']

/** The maximum number of lines in an interval. */
const MAX_LINES = 200
/** The length of an interval. */
const INTERVAL_MS = 1000

/** Reports the console output of the app, which still goes to the console of the browser. */
export function sendConsole(report: (level: Level, text: string) => void): void {
  const isWithinLimit = limitLines(report)
  for (const level of LEVELS) {
    const write = console[level].bind(console)
    console[level] = (...values: unknown[]) => {
      if (!isWithinLimit()) return
      write(...values)
      report(level, values.map((value) => inspect(value)).join(' '))
    }
  }
}

/** Limits the output, so that an app that logs in a loop does not block the phone. */
function limitLines(report: (level: Level, text: string) => void): () => boolean {
  let since = 0
  let count = 0
  return () => {
    const now = performance.now()
    if (now - since > INTERVAL_MS) {
      since = now
      count = 0
    }
    count++
    if (count === MAX_LINES + 1) report('warn', `… more than ${MAX_LINES} lines in a second: the rest is left out.`)
    return count <= MAX_LINES
  }
}
