import { photoText } from '../photo-text.ts'
import { paintFor, printable } from '../terminal.ts'
import { callable } from './callable.ts'
import { ofKind, type Report } from './report.ts'

/** The last line with `--json`. */
export const lastLine = (reports: readonly Report[]): string => {
  const count = (event: Report['event']) => ofKind(reports, event).length
  return `${JSON.stringify({ event: 'end', saved: count('saved'), failed: count('failed'), uncaught: count('uncaught') })}\n`
}

interface Run {
  readonly album: string
  /** Methods that the person asked to be called. */
  readonly calls: readonly string[]
  /** The person ended it. */
  readonly cancelled: boolean
}

/** What was saved and what was not, for a person to read. */
export function lastWords(reports: readonly Report[], { album, calls, cancelled }: Run): string {
  const paint = paintFor(process.stdout)
  const [saved, failed] = [ofKind(reports, 'saved'), ofKind(reports, 'failed')]
  const missing = ofKind(reports, 'missing-api').map(({ name }) => `my.${name}`)
  const failedLine = ({ error, reason, filePath, errorMessage }: (typeof failed)[number]) =>
    `${paint.bold(`error ${error}`)} ${reason ? paint.dim(`(${reason}) `) : ''}${about(filePath)}${printable(errorMessage)}`

  const lines: string[] = []
  if (saved.length > 0) {
    lines.push('', `${paint.green('Saved')} ${count(saved.length, 'photo')}`)
    for (const { saved: photo } of saved) lines.push(`  ${photoText(photo, album, paint)}`)
  }
  if (failed.length > 0) {
    lines.push('', `${paint.red('Not saved')} ${count(failed.length, 'photo')}`)
    for (const [line, times] of counted(failed.map(failedLine)))
      lines.push(`  ${line}${times > 1 ? paint.dim(` ×${times}`) : ''}`)
  }
  if (saved.length + failed.length === 0) {
    const [ended] = ofKind(reports, 'ended')
    const broken = reports.some(({ event }) => event === 'uncaught' || event === 'never-ended')
    const methods = calls.length > 0 ? [] : callable(ended?.methods ?? [])
    lines.push('', `Nothing was saved.${!ended || broken || cancelled ? '' : ` ${hint(methods)}`}`)
  }
  if (missing.length > 0)
    lines.push('', `${paint.yellow('Not here')} ${missing.join(', ')}: the app asked, and got undefined.`)
  return lines.map((line) => `${line}\n`).join('')
}

function hint(methods: readonly string[]): string {
  const [first] = methods
  return first === undefined
    ? 'The script did not call my.saveImageToPhotosAlbum.'
    : `The page has ${methods.join(', ')}: call one with "--call ${first}".`
}

/** Equal lines once, each with how often it is there. */
function counted(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

const about = (filePath: string) => (filePath === '' ? '' : `${printable(filePath)}: `)
const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`
