import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { format } from 'node:util'
import type { Tell } from './happening.ts'

const LEVELS = ['log', 'info', 'debug', 'warn', 'error'] as const

/** With `--json` what the app logs is told like all else. What is no level of its own (`console.table`) is a log. */
export function tellingConsole(tell: Tell): Console {
  const stream = (level: string) =>
    new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        tell({ event: 'log', level, text: text.replace(/\n$/, '') })
        done()
      },
    })
  const console = new Console({ stdout: stream('log'), stderr: stream('error') })
  for (const level of LEVELS)
    console[level] = (...values: unknown[]) => tell({ event: 'log', level, text: format(...values) })
  return console
}
