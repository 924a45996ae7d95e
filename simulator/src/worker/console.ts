import type { Level } from '../app/protocol.ts'
import { inspect } from './inspect.ts'

const LEVELS: readonly Level[] = ['log', 'info', 'warn', 'error', 'debug']

/** As many as a person may want to read of what was written at once. */
const MOST = 200
/** In milliseconds. */
const AT_ONCE = 1000

/** What the app writes to its console is told, and goes to the browser's own console as ever. */
export function sendConsole(tell: (level: Level, text: string) => void): void {
  const isTold = limited(tell)
  for (const level of LEVELS) {
    const write = console[level].bind(console)
    console[level] = (...values: unknown[]) => {
      if (!isTold()) return
      write(...values)
      tell(level, values.map((value) => inspect(value)).join(' '))
    }
  }
}

/** An app that writes in a loop keeps the phone from nothing: what is too much is left out, and that is told. */
function limited(tell: (level: Level, text: string) => void): () => boolean {
  let since = 0
  let count = 0
  return () => {
    const now = performance.now()
    if (now - since > AT_ONCE) {
      since = now
      count = 0
    }
    count++
    if (count === MOST + 1) tell('warn', `… more than ${MOST} lines in a second: the rest is left out.`)
    return count <= MOST
  }
}
