import { isSaveError, type SaveError } from '../../core/errors.ts'
import type { SavedPhoto } from '../../core/types.ts'
import { photoJson, photoText } from '../photo-text.ts'
import { type Paint, paintFor, printable } from '../terminal.ts'
import type { Job } from './jobs.ts'

/** One line on standard output for each image. In plain text a failure is told at the end instead. */
export function lineOf(job: Job, album: string, json: boolean | undefined): string {
  const { input, result } = job as Job & { result: SavedPhoto | SaveError }
  const failed = isSaveError(result)
  if (json) {
    const outcome = failed ? { error: { reason: result.reason, message: result.message } } : photoJson(result)
    return `${JSON.stringify({ input: input.text, ...outcome })}\n`
  }
  if (failed) return ''
  const paint = paintFor(process.stdout)
  return `${paint.green(result.outcome === 'stored' ? 'Saved' : 'Handed over')} ${photoText(result, album, paint)}\n`
}

/** What there is to say at the end, on standard error: nothing if everything was saved. */
export function closingWords(jobs: readonly Job[], cancelled: boolean): string {
  const failed = jobs.filter(({ result }) => isSaveError(result)) as (Job & { result: SaveError })[]
  const [first] = failed
  if (!cancelled && !first) return ''
  if (!cancelled && first && jobs.length === 1) return `photosalbum: ${printable(first.result.message)}\n`
  const paint = paintFor(process.stderr)
  const images = jobs.length === 1 ? '1 image' : `${jobs.length} images`
  const head = cancelled
    ? `cancelled: ${jobs.length - failed.length} of ${images} saved, and nothing half-saved.`
    : `${failed.length} of ${images} not saved:`
  const reasons = reasonsOf(
    failed.filter(({ result }) => result.reason !== 'cancelled'),
    paint,
  )
  return `photosalbum: ${head}\n${reasons.map((line) => `  ${line}\n`).join('')}`
}

/** Most messages name the image themselves. What does not, such as that the disk is full, is told once for all of them. */
function reasonsOf(failed: readonly (Job & { result: SaveError })[], paint: Paint): string[] {
  const lines = new Map<unknown, { readonly names: string[]; readonly message: string }>()
  for (const job of failed) {
    const { title } = job.input
    const message = printable(job.result.message)
    // A message has a path as JSON has it, so that a line break in it can be told from another sign.
    const spellings = [title, JSON.stringify(title).slice(1, -1)].map(printable)
    const name = spellings.find((spelling) => message.includes(spelling))
    if (name !== undefined) lines.set(job, { names: [], message: message.replace(name, () => paint.red(name)) })
    else lines.set(message, { names: [...(lines.get(message)?.names ?? []), paint.red(printable(title))], message })
  }
  return [...lines.values()].map(({ names, message }) => [names.join(', '), message].filter(Boolean).join(': '))
}
