import { words } from '../messages.ts'
import type { Failure, Job } from '../save.ts'
import { type Paint, paintFor, photoJson, photoText, printable } from '../terminal.ts'

/** One line on standard output for each image. As plain text, failures come at the end instead. */
export function lineOf({ input, result }: Job, album: string, json: boolean): string {
  if (!result) return ''
  const failed = 'error' in result
  if (json) {
    const outcome = failed ? { error: errorJson(result) } : photoJson(result)
    return `${JSON.stringify({ input: input.text, ...outcome })}\n`
  }
  if (failed) return ''
  const paint = paintFor(process.stdout)
  return `${paint.green(words.outcome[result.outcome])} ${photoText(result, album, paint)}\n`
}

function errorJson({ error, message }: Failure): object {
  const { code, ...details } = error.details ?? {}
  return { reason: error.reason, code, details: code && details, message }
}

/** What there is to say at the end, on standard error: nothing if everything was saved. */
export function closingReport(jobs: readonly Job[], cancelled: boolean): string {
  const failed = jobs.filter(hasFailed)
  const [first] = failed
  if (!cancelled && !first) return ''
  if (!cancelled && first && jobs.length === 1) return `photosalbum: ${printable(first.result.message)}\n`
  const head = cancelled
    ? words.cancelled(jobs.length - failed.length, jobs.length)
    : words.notSaved(failed.length, jobs.length)
  const reasons = reasonsOf(
    failed.filter(({ result }) => result.error.reason !== 'cancelled'),
    paintFor(process.stderr),
  )
  return `photosalbum: ${head}\n${reasons.map((line) => `  ${line}\n`).join('')}`
}

type Failed = Job & { readonly result: Failure }

const hasFailed = (job: Job): job is Failed => job.result !== undefined && 'error' in job.result

/** Most messages name the image. One that does not, such as that the disk is full, is printed once for all of them. */
function reasonsOf(failed: readonly Failed[], paint: Paint): string[] {
  const lines = new Map<unknown, { readonly names: string[]; readonly message: string }>()
  for (const job of failed) {
    const { title } = job.input
    const message = printable(job.result.message)
    // Messages quote a path as JSON does, so that a line break in it can be told from other signs.
    const spellings = [title, JSON.stringify(title).slice(1, -1)].map(printable)
    const name = spellings.find((spelling) => message.includes(spelling))
    if (name !== undefined) lines.set(job, { names: [], message: message.replace(name, () => paint.red(name)) })
    else lines.set(message, { names: [...(lines.get(message)?.names ?? []), paint.red(printable(title))], message })
  }
  return [...lines.values()].map(({ names, message }) => [names.join(', '), message].filter(Boolean).join(': '))
}
