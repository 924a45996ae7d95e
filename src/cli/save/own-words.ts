import { SaveError } from '../../errors.ts'
import { formatBytes, formatSeconds } from '../units.ts'

/** What the package says of its options and of an image without a name, in the words of the command line. */
export function inOwnWords(error: SaveError, input: string): SaveError {
  const message = error.message
    .replace(/^The image (?=\w)/, () => `${titleOf(input)} `)
    .replace(/(\d+) bytes, and (\d+) are allowed/, (_, size, most) => sizes(Number(size), Number(most)))
    .replace('raise maxBytes', 'allow more with --max-size')
    .replace(/(sent nothing for|bytes in) (\d+) ms/, (_, what, time) => `${what} ${seconds(Number(time))}`)
    .replace(/(sent nothing for .*), or allow more time/, '$1, or wait longer with --timeout')
    .replace(', or allow more time', '')
  return new SaveError(error.reason, message, { cause: error })
}

function titleOf(input: string): string {
  if (input === '-') return 'Standard input'
  return /^data:/i.test(input) ? 'This data: URL' : `"${input}"`
}

/** In bytes where the same is too near to tell apart. */
function sizes(size: number, most: number): string {
  const [one, other] = [formatBytes(size), formatBytes(most)]
  return one === other ? `${size} bytes, and ${most} are allowed` : `${one}, and ${other} are allowed`
}

const seconds = (time: number) => (time < 1000 ? `${time} ms` : formatSeconds(time / 1000))
