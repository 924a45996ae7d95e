import { SaveError } from '../../core/errors.ts'
import { diskError, errorCode } from '../../node/disk-error.ts'
import { formatBytes, formatSeconds } from '../units.ts'
import type { Input } from './inputs.ts'

/** What the package says of its options and of an image without a name, in the words of the command line. */
export function inOwnWords(given: SaveError, input: Input): SaveError {
  const error = given.reason === 'unknown' && isShortage(given.cause) ? shortage(given.cause) : given
  const message = error.message
    .replace(/^The image (?=\w)/, () => `${titleOf(input)} `)
    .replace(/(\d+) bytes, and (\d+) are allowed/, (_, size, most) => sizes(Number(size), Number(most)))
    .replace('raise maxBytes', 'allow more with --max-size')
    .replace('Save fewer photos at once', 'Save fewer at once with --jobs')
    .replace(
      /^"(\S+)" is a local file of a mini-program .*$/,
      '$1 is a file of a mini-program, which its own script can save: photosalbum run page.js.',
    )
    .replace(/(sent nothing for|bytes in) (\d+) ms/, (_, what, time) => `${what} ${seconds(Number(time))}`)
    .replace(/(sent nothing for .*), or allow a longer timeout/, '$1, or wait longer with --timeout')
    .replace(', or allow a longer timeout', '')
  return new SaveError(error.reason, message, { cause: error })
}

function titleOf({ text, title }: Input): string {
  if (text === '-') return title
  return /^data:/i.test(text) ? 'This data: URL' : `"${title}"`
}

/** Files of this package may be what can no longer be opened; their names say nothing to anybody. */
const isShortage = (cause: unknown) => /^E[MN]FILE$/.test(errorCode(cause) ?? '')
const shortage = (cause: unknown) => diskError(cause, 'load-module')

/** In bytes where the two are too near to tell apart. What is "more than" the most has the same number. */
function sizes(size: number, most: number): string {
  const [one, other] = [formatBytes(size), formatBytes(most)]
  if (size === most) return `${one}, and no more are allowed`
  return one === other ? `${size} bytes, and ${most} are allowed` : `${one}, and ${other} are allowed`
}

const seconds = (time: number) => (time < 1000 ? `${time} ms` : formatSeconds(time / 1000))
