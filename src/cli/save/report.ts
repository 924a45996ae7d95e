import { isSaveError, type SaveError } from '../../errors.ts'
import type { SavedPhoto } from '../../types.ts'
import { paintFor, printable } from '../terminal.ts'
import { formatBytes } from '../units.ts'
import type { Job } from './jobs.ts'

/** One line on standard output for each image. In plain text a failure is told at the end instead. */
export function lineOf(job: Job, album: string, json: boolean | undefined): string {
  const { input, result } = job as Job & { result: SavedPhoto | SaveError }
  if (json) return `${JSON.stringify({ input: input.text, ...jsonOf(result) })}\n`
  if (isSaveError(result)) return ''
  const { type, width, height, size, name } = result.photo
  const paint = paintFor(process.stdout)
  const [verb, where] =
    result.outcome === 'stored'
      ? ['Saved', result.location ?? `${name} in ${album}`]
      : ['Handed over', `${name} to ${album}`]
  const what = `${type.toUpperCase()}, ${width} × ${height}, ${formatBytes(size)}`
  return `${paint.green(verb)} ${printable(where)} ${paint.dim(`(${what})`)}\n`
}

function jsonOf(result: SavedPhoto | SaveError): object {
  if (isSaveError(result)) return { error: { reason: result.reason, message: result.message } }
  const { name, type, width, height, size: bytes } = result.photo
  const location = result.outcome === 'stored' ? result.location : undefined
  return { outcome: result.outcome, location, name, type, width, height, bytes }
}

/** What there is to say at the end, on standard error: nothing if everything was saved. */
export function closingWords(jobs: readonly Job[], cancelled: boolean): string {
  const failed = jobs.filter(({ result }) => isSaveError(result)) as (Job & { result: SaveError })[]
  const told = cancelled ? failed.filter(({ result }) => result.reason !== 'cancelled') : failed
  const saved = jobs.length - failed.length
  if (!cancelled && failed.length === 0) return ''
  const paint = paintFor(process.stderr)
  if (!cancelled && jobs.length === 1) return `photosalbum: ${printable(failed[0]!.result.message)}\n`
  const head = cancelled
    ? `cancelled: ${saved} of ${count(jobs.length)} saved, and nothing half-saved.`
    : `${failed.length} of ${count(jobs.length)} not saved:`
  const lines = told.map(
    ({ input, result }) => `  ${paint.red('✗')} ${paint.bold(printable(input.text))}: ${printable(result.message)}\n`,
  )
  return `photosalbum: ${head}\n${lines.join('')}`
}

const count = (images: number) => (images === 1 ? '1 image' : `${images} images`)
