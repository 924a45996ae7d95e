import type { Level } from '../app/protocol.ts'
import { inspect, positionOf } from './inspect.ts'

const LEVELS: readonly Level[] = ['log', 'info', 'warn', 'error', 'debug']

/** Longer texts are truncated. In characters. */
const MAX_LENGTH = 20_000

/** The maximum number of lines in an interval. */
const MAX_LINES = 200
/** The length of an interval. */
const INTERVAL_MS = 1000

/** Reports a line, and the position of the call in the app's own files if it is known. */
type Report = (level: Level, text: string, source?: string) => void

/**
 * Reports the console output of the app, which also goes to the console of the browser. `tooMany` is called with the number of
 * omitted lines when there were too many at once.
 */
export function sendConsole(report: Report, tooMany: (count: number) => void): void {
  const isWithinLimit = limitLines(tooMany)
  for (const level of LEVELS) {
    const write = console[level].bind(console)
    console[level] = (...values: unknown[]) => {
      if (!isWithinLimit()) return
      write(...values)
      const text = values.map((value) => inspect(value)).join(' ')
      report(level, text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text, positionOf(new Error()))
    }
  }
}

/** Limits the output, so that an app that logs in a loop does not block the phone. */
function limitLines(tooMany: (count: number) => void): () => boolean {
  let since = 0
  let count = 0
  return () => {
    const now = performance.now()
    if (now - since > INTERVAL_MS) {
      since = now
      count = 0
    }
    count++
    if (count === MAX_LINES + 1) tooMany(MAX_LINES)
    return count <= MAX_LINES
  }
}
