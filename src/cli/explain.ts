import { existsSync } from 'node:fs'
import { isSaveError } from '../core/errors.ts'
import { suggest } from '../util/format.ts'
import { UsageError } from './command.ts'
import { commands } from './commands.ts'
import { printable } from './terminal.ts'
import { withoutSecrets } from './without-secrets.ts'

/** Says on one line what went wrong, with what to do, and answers the exit code: 2 for a mistake on the command line. */
export function explain(thrown: unknown, command: string | undefined): number {
  if (thrown instanceof UsageError) {
    const known = command !== undefined && Object.hasOwn(commands, command)
    const help = `photosalbum ${known ? `${command} ` : ''}--help`
    return complain(2, `${sentence(messageOf(thrown))} ${hint(thrown) ?? `See "${help}".`}`)
  }
  if (isSaveError(thrown)) return complain(1, thrown.message)
  if ((thrown as NodeJS.ErrnoException)?.syscall === 'uv_cwd')
    return complain(1, 'The folder that this was started in is gone. Go to another one.')
  // A defect of this program, not a mistake of the person's: here the stack is what a report needs.
  console.error(thrown)
  return complain(1, 'This is a defect of photosalbum. Please report it, with the lines above.')
}

const sentence = (text: string) => (/[.?!]$/.test(text) ? text : `${text}.`)

/** A word too many may be an address with a password in it. */
const messageOf = ({ message, typo }: UsageError) =>
  typo ? message.replace(typo.word, () => withoutSecrets(typo.word)) : message

function hint({ typo }: UsageError): string | undefined {
  if (!typo) return undefined
  const meant = suggest(typo.word, typo.among)
  if (meant !== undefined) return `Did you mean ${meant}?`
  const { word, among } = typo
  if (!among.includes('save') || !(/^(https?|data):|\.m?js$/i.test(word) || existsSync(word))) return undefined
  const shown = withoutSecrets(word)
  return `Did you mean "photosalbum ${/\.m?js$/.test(word) ? 'run' : 'save'} ${shown}${shown === word ? '' : '…'}"?`
}

function complain(code: number, message: string): number {
  process.stderr.write(`photosalbum: ${printable(message)}\n`)
  return code
}
