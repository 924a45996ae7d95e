import type { Level } from '../app/protocol.ts'
import { inspect } from './inspect.ts'

const LEVELS: readonly Level[] = ['log', 'info', 'warn', 'error', 'debug']

/** What the app writes to its console is told, and goes to the browser's own console as ever. */
export function sendConsole(tell: (level: Level, text: string) => void): void {
  for (const level of LEVELS) {
    const write = console[level].bind(console)
    console[level] = (...values: unknown[]) => {
      write(...values)
      tell(level, values.map((value) => inspect(value)).join(' '))
    }
  }
}
