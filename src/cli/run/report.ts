import type { SaveErrorReason } from '../../core/errors.ts'
import type { SavedPhoto } from '../../core/types.ts'
import { words } from '../messages.ts'
import { paintFor, photoJson, photoText, printable } from '../terminal.ts'
import { type AppProblem, oneLine } from './app-errors.ts'

/** An event of a running app, printed at once: as text or, with `--json`, as JSON. */
export type AppEvent =
  | { readonly event: 'log'; readonly level: string; readonly text: string }
  /** Something that a phone would show: a toast, an alert, a loading indicator … `type` is that of a toast. */
  | { readonly event: 'shown'; readonly what: string; readonly type?: string; readonly text: string }
  | { readonly event: 'saved'; readonly filePath: string; readonly saved: SavedPhoto }
  | {
      readonly event: 'failed'
      /** A value that is not a string is shown as Node shows it: `{}`, `5`. */
      readonly filePath: string
      /** The documented code: 2, 15, 16 or 17. */
      readonly error: number
      readonly errorMessage: string
      readonly reason: SaveErrorReason | undefined
    }
  | ({ readonly event: 'uncaught' } & AppProblem)
  /** A call other than a save failed, and the app does not handle it. */
  | ({ readonly event: 'unhandled' } & AppProblem)
  /** Something is wrong with a file of the app; the rest of it runs. */
  | ({ readonly event: 'problem' } & AppProblem)
  /** Something that does not keep the app from running. */
  | ({ readonly event: 'warning'; readonly code: string | undefined } & AppProblem)
  | { readonly event: 'missing-api'; readonly name: string }
  /** Nothing with the text of a `--tap` was shown, so the steps after it were not done. */
  | {
      readonly event: 'not-shown'
      readonly text: string
      readonly tappable: readonly string[]
      readonly skipped: readonly string[]
    }
  /** A step whose promise was still pending when nothing was left to do. */
  | { readonly event: 'never-ended'; readonly what: string; readonly skipped: readonly string[] }
  /** The app ended its process before these steps. */
  | { readonly event: 'exited'; readonly skipped: readonly string[] }

/** What the app's process reports to the command, which prints the summary even if the app is killed. */
export type Report =
  | Exclude<AppEvent, { event: 'log' | 'shown' | 'warning' | 'unhandled' }>
  | { readonly event: 'output-failed'; readonly output: 'stdout' | 'stderr'; readonly error: NodeJS.ErrnoException }
  /** A mistake on the command line that is known only once the page is loaded. */
  | {
      readonly event: 'no-such-method'
      readonly method: string
      /** What it is instead: `object` for `data`. */
      readonly kind: string | undefined
      readonly known: readonly string[]
    }
  /** The app ended by itself. `tappable` are the texts on the page that react to a tap, `methods` what could be called. */
  | { readonly event: 'ended'; readonly tappable: readonly string[]; readonly methods: readonly string[] }

/** All reports of one kind. */
export const reportsOf = <Event extends Report['event']>(reports: readonly Report[], event: Event) =>
  reports.filter((report): report is Report & { readonly event: Event } => report.event === event)

/** Prints one line of JSON for each event. */
export function printJson(event: AppEvent): void {
  const { saved, ...rest } = event as AppEvent & { event: 'saved' }
  process.stdout.write(`${JSON.stringify(event.event === 'saved' ? { ...rest, ...photoJson(saved) } : event)}\n`)
}

/** Prints what the app shows, and its errors. The console of the app prints by itself. */
export function printText(event: AppEvent): void {
  // Other tools do not accept such a file, and a text that is missing would not be missed.
  const isMistake = event.event === 'warning' && (event.code === 'json-invalid' || event.code === 'not-a-text')
  if (event.event === 'shown') {
    const { what, type = 'none', text } = event
    const name = type === 'none' ? what : `${what} (${type})`
    process.stdout.write(`${paintFor(process.stdout).cyan(`[${name}]`)} ${printable(oneLine(text))}\n`)
  } else if (event.event === 'uncaught' || event.event === 'problem' || event.event === 'unhandled' || isMistake) {
    const paint = paintFor(process.stderr)
    const isWarning = event.event === 'unhandled' || isMistake
    const mark = isWarning ? paint.yellow : paint.red
    const place = event.at ? `${paint.bold(event.at)}: ` : ''
    const frames = event.stack.slice(1).map((frame) => paint.dim(`    ${words.run.from} ${frame}\n`))
    process.stderr.write(
      `${mark(isWarning ? words.run.warning : words.run[event.event])} ${place}${printable(event.message)}\n${frames.join('')}`,
    )
  } else if (event.event === 'never-ended') {
    process.stderr.write(`photosalbum: ${words.run.neverEnded(event.what, event.skipped)}\n`)
  } else if (event.event === 'not-shown') {
    process.stderr.write(`photosalbum: ${printable(words.run.notShown(event.text, event.tappable, event.skipped))}\n`)
  } else if (event.event === 'exited') {
    process.stderr.write(`photosalbum: ${words.run.exited(event.skipped)}\n`)
  }
}

/** The last line with `--json`. */
export function summaryJson(reports: readonly Report[]): string {
  const count = (event: Report['event']) => reportsOf(reports, event).length
  return `${JSON.stringify({ event: 'end', saved: count('saved'), failed: count('failed'), uncaught: count('uncaught') })}\n`
}

interface Run {
  readonly album: string
  /** Whether the user asked for something to be called or tapped. */
  readonly hasSteps: boolean
  readonly cancelled: boolean
}

/** What was saved and what was not. */
export function summaryText(reports: readonly Report[], { album, hasSteps, cancelled }: Run): string {
  const paint = paintFor(process.stdout)
  const [saved, failed] = [reportsOf(reports, 'saved'), reportsOf(reports, 'failed')]
  const missing = reportsOf(reports, 'missing-api').map(({ name }) => `my.${name}`)
  const failure = ({ error, reason, filePath, errorMessage }: (typeof failed)[number]) =>
    `${paint.bold(words.run.error(error))} ${reason ? paint.dim(`(${reason}) `) : ''}${about(filePath)}${printable(errorMessage)}`

  const lines: string[] = []
  if (saved.length > 0) {
    lines.push('', words.run.saved(saved.length, paint.green))
    for (const { saved: photo } of saved) lines.push(`  ${photoText(photo, album, paint)}`)
  }
  if (failed.length > 0) {
    lines.push('', words.run.notSaved(failed.length, paint.red))
    for (const [line, times] of countsOf(failed.map(failure)))
      lines.push(`  ${line}${times > 1 ? paint.dim(` ×${times}`) : ''}`)
  }
  if (saved.length + failed.length === 0) {
    const [ended] = reportsOf(reports, 'ended')
    const broken = reports.some(({ event }) => /^(uncaught|problem|never-ended|not-shown)$/.test(event))
    const { tappable = [], methods = [] } = hasSteps ? {} : (ended ?? {})
    const hint =
      tappable.length > 0
        ? words.run.tappable(tappable)
        : methods.length > 0
          ? words.run.methods(methods)
          : words.run.neverCalled
    lines.push('', words.run.nothingSaved(!ended || broken || cancelled ? undefined : hint))
  }
  if (missing.length > 0) lines.push('', words.run.missingApis(missing, paint.yellow))
  return lines.map((line) => `${line}\n`).join('')
}

/** The methods of a page that a user would call: not those of its life cycle. */
export const callable = (methods: readonly string[]) =>
  methods.filter((name) => !/^on(Load|Show|Ready|Hide|Unload)$/.test(name))

function countsOf(lines: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1)
  return counts
}

const about = (filePath: string) => (filePath === '' ? '' : `${printable(filePath)}: `)
