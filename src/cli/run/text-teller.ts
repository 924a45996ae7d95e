import { paintFor, printable } from '../terminal.ts'
import type { Happening, Tell } from './happening.ts'
import { oneLine } from './problem.ts'

/** What a person reads while the app runs: what it shows, and what goes wrong in it. Its console writes for itself. */
export function textTeller(): Tell {
  const out = paintFor(process.stdout)
  const err = paintFor(process.stderr)
  const lines: { readonly [Event in Happening['event']]?: (happening: Happening & { event: Event }) => void } = {
    shown({ what, type = 'none', text }) {
      const name = type === 'none' ? what : `${what} (${type})`
      process.stdout.write(`${out.cyan(`[${name}]`)} ${printable(oneLine(text))}\n`)
    },
    uncaught({ message, at, stack }) {
      const rest = stack.slice(1).map((frame) => err.dim(`    from ${frame}\n`))
      process.stderr.write(
        `${err.red('Uncaught')} ${at ? `${err.bold(at)}: ` : ''}${printable(message)}\n${rest.join('')}`,
      )
    },
    'never-ended'({ what, skipped }) {
      process.stderr.write(
        `photosalbum: ${what} never ended${skipped.length === 0 ? '' : `; ${notCalled(skipped)}`}.\n`,
      )
    },
    exited({ skipped }) {
      process.stderr.write(`photosalbum: the script called process.exit; ${notCalled(skipped)}.\n`)
    },
  }
  return (happening) => (lines[happening.event] as Tell | undefined)?.(happening)
}

const notCalled = (methods: readonly string[]) =>
  `${methods.join(', ')} ${methods.length > 1 ? 'were' : 'was'} not called`
