import { photoText } from '../photo-text.ts'
import { paintFor, printable } from '../terminal.ts'
import { callable } from './callable.ts'
import type { Happening, Teller } from './happening.ts'

type Of<Type extends Happening['event']> = Happening & { readonly event: Type }

/** What a person reads: what the app shows as it shows it, and at the end what was saved and what was not. */
export function textTeller(album: string): Teller {
  const out = paintFor(process.stdout)
  const err = paintFor(process.stderr)
  const saved: Of<'saved'>[] = []
  const failed: Of<'failed'>[] = []
  const missing: string[] = []
  let broken = false

  const lines: { readonly [Type in Happening['event']]: (happening: Of<Type>) => void } = {
    // The app's own console writes for itself.
    log() {},
    shown: ({ what, text }) => print(`${out.cyan(`[${what}]`)} ${printable(text)}`),
    saved: (happening) => saved.push(happening),
    failed: (happening) => failed.push(happening),
    'missing-api': ({ name }) => missing.push(`my.${name}`),
    uncaught({ message, at, stack }) {
      broken = true
      const rest = stack.slice(1).map((frame) => err.dim(`    from ${frame}\n`))
      process.stderr.write(
        `${err.red('Uncaught')} ${at ? `${err.bold(at)}: ` : ''}${printable(message)}\n${rest.join('')}`,
      )
    },
  }
  const failedLine = ({ error, reason, filePath, errorMessage }: Of<'failed'>) =>
    `${out.bold(`error ${error}`)} ${reason ? out.dim(`(${reason}) `) : ''}${about(filePath)}${printable(errorMessage)}`

  return {
    tell: (happening) => (lines[happening.event] as (happening: Happening) => void)(happening),
    end(methods, cancelled) {
      if (saved.length > 0) {
        print(`\n${out.green('Saved')} ${count(saved.length, 'photo')}`)
        for (const { saved: photo } of saved) print(`  ${photoText(photo, album, out)}`)
      }
      if (failed.length > 0) {
        print(`\n${out.red('Not saved')} ${count(failed.length, 'photo')}`)
        for (const [line, times] of counted(failed.map(failedLine)))
          print(`  ${line}${times > 1 ? out.dim(` ×${times}`) : ''}`)
      }
      if (saved.length + failed.length === 0)
        print(`\nNothing was saved.${broken || cancelled ? '' : ` ${hint(methods)}`}`)
      if (missing.length > 0)
        print(`\n${out.yellow('Not here')} ${missing.join(', ')}: the app asked, and got undefined.`)
    },
  }
}

function hint(methods: readonly string[]): string {
  const own = callable(methods)
  const [first] = own
  return first === undefined
    ? 'The script did not call my.saveImageToPhotosAlbum.'
    : `The page has ${own.join(', ')}: call one with "--call ${first}".`
}

/** Equal lines once, each with how often it is there. */
function counted(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

const about = (filePath: string) => (filePath === '' ? '' : `${printable(filePath)}: `)
const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`
const print = (line: string) => process.stdout.write(`${line}\n`)
