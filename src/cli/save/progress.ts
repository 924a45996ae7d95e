import { createLogUpdate } from 'log-update'
import prettyMilliseconds from 'pretty-ms'
import stringWidth from 'string-width'
import { decodeUrlText } from '../../util/format.ts'
import { words } from '../messages.ts'
import { formatBytes, paintFor, printable, unicode } from '../terminal.ts'
import type { Job } from './inputs.ts'

const FRAME_MS = 100
const MAX_ROWS = 7
const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'

export interface Display {
  /** Writes lines to standard output, above the display. */
  write(text: string): void
  stop(): void
}

/** The data that the display shows. */
export interface Work {
  /** The number of bytes read so far. */
  bytes(): number
  /** How much is done, from 0 to 1. */
  share(): number
  rows(moment: Moment): Row[]
}

/** A row for each image in progress, and one for all. */
export const jobsWork = (jobs: readonly Job[]): Work => ({
  bytes: () => jobs.reduce((sum, job) => sum + job.bytes, 0),
  share: () => shareDone(jobs),
  rows: (moment) => rowsOf(jobs, moment),
})

/** Draws the progress at the bottom of the terminal, several times a second, until it is stopped. */
export function startDisplay(work: Work): Display {
  const terminal = process.stderr
  const paint = paintFor(terminal)
  const [full, empty] = unicode() ? ['━', '━'] : ['#', '-']
  const log = createLogUpdate(withSize(terminal), { showCursor: true })
  const rate = createSpeed()
  const pace = createSpeed()
  let drawn: readonly Row[] = []

  function draw(): void {
    const now = performance.now()
    drawn = work.rows({
      bytesPerSecond: rate(work.bytes(), now),
      sharePerSecond: pace(work.share(), now),
      columns: Math.min(100, columnsOf(terminal) - 1),
      rows: Math.min(MAX_ROWS, Math.max(1, rowsIn(terminal) - 2)),
    })
    log(drawn.map(lineOf).join('\n'))
  }

  function lineOf({ title, bar, figures }: Row): string {
    const drawnBar = paint.green(full.repeat(bar.full)) + paint.dim(empty.repeat(bar.width - bar.full))
    return `${title} ${drawnBar} ${paint.dim(figures)}`
  }

  /** A terminal that became narrower has wrapped the drawn lines, and `clear` would leave a part of them. */
  function resized(): void {
    const columns = columnsOf(terminal)
    const wrapped = drawn.reduce((sum, row) => sum + Math.max(0, Math.ceil(row.width / columns) - 1), 0)
    log.clear()
    if (wrapped > 0) terminal.write(`\x1b[${wrapped}A\r\x1b[J`)
    draw()
  }

  const showCursor = () => terminal.write(SHOW_CURSOR)
  // Also when a second Ctrl-C ends the process at once.
  process.once('exit', showCursor)
  terminal.write(HIDE_CURSOR)
  terminal.on('resize', resized)
  const timer = setInterval(draw, FRAME_MS).unref()
  draw()
  return {
    write(text) {
      log.clear()
      process.stdout.write(text)
      draw()
    },
    stop() {
      clearInterval(timer)
      terminal.off('resize', resized)
      log.clear()
      showCursor()
      process.off('exit', showCursor)
    },
  }
}

/** A terminal may report a size of 0 by 0. */
const columnsOf = (terminal: NodeJS.WriteStream) => terminal.columns || 80
const rowsIn = (terminal: NodeJS.WriteStream) => terminal.rows || 24

const withSize = (terminal: NodeJS.WriteStream) =>
  ({
    isTTY: true,
    get columns() {
      return columnsOf(terminal)
    },
    get rows() {
      return rowsIn(terminal)
    },
    write: (text: string) => terminal.write(text),
  }) as NodeJS.WriteStream

/** One line of the display, at most as wide as the terminal. */
export interface Row {
  readonly title: string
  /** The width in columns, and how many of them are full. A `width` of 0 means that there is no space for a bar. */
  readonly bar: { readonly width: number; readonly full: number }
  readonly figures: string
  /** The width of the whole line, in columns. */
  readonly width: number
}

export interface Moment {
  readonly bytesPerSecond: number
  /** How much of all work is done in a second, from 0 to 1. */
  readonly sharePerSecond: number
  readonly columns: number
  /** The number of lines that there is room for. */
  readonly rows: number
}

/** A line for each image in progress and, if there are several images, one for all of them. */
export function rowsOf(jobs: readonly Job[], moment: Moment): Row[] {
  const active = jobs.filter(({ started, result }) => started && !result)
  const rest = jobs.some(({ result }) => !result) ? restOf(shareDone(jobs), moment) : []
  const rowOf = (job: Job, more: readonly string[]) =>
    row(printable(shortTitle(job.title)), shareOf(job), [figuresOf(job), ...more], moment)
  if (jobs.length === 1) return active.map((job) => rowOf(job, rest))
  const ready = jobs.filter(isReady)
  const failed = ready.filter(({ result }) => result && 'error' in result).length
  const bytes = jobs.reduce((sum, job) => sum + job.bytes, 0)
  const title = words.progress.images(ready.length, jobs.length, failed)
  return [
    ...active.slice(0, Math.max(0, moment.rows - 1)).map((job) => rowOf(job, [])),
    row(
      title,
      shareDone(jobs),
      [formatBytes(bytes), ...rest],
      moment,
      Math.max(usualTitleWidth(moment), stringWidth(title)),
    ),
  ]
}

/** The last part of a URL, which the name of the photo will resemble most. */
const shortTitle = (title: string) =>
  /^https?:/i.test(title) ? decodeUrlText(title.replace(/^https?:\/\/(?:.*\/)?(?=[^/]+\/?$)/i, '')) : title

/** How much of all jobs is done, from 0 to 1. Each image counts the same, since most sizes are not known yet. */
const shareDone = (jobs: readonly Job[]) => jobs.reduce((sum, job) => sum + shareOf(job), 0) / jobs.length

const shareOf = (job: Job) => (isReady(job) ? 1 : job.size ? Math.min(1, job.bytes / job.size) : 0)

/** Saved or failed. A cancelled one is neither. */
const isReady = ({ result }: Job) => result !== undefined && !('error' in result && result.error.reason === 'cancelled')

/** One line for a list of images. `all` is absent while the list has not been read to its end. */
export function listRow(
  { ready, all, failed, bytes, share }: { ready: number; all?: number; failed: number; bytes: number; share: number },
  moment: Moment,
): Row {
  const title = words.progress.images(ready, all, failed)
  const figures = [formatBytes(bytes), ...restOf(share, moment)]
  // It is the only line, so its title gets the width that it will need in the end.
  const widest = stringWidth(words.progress.images(all ?? ready, all, failed))
  return row(title, all === undefined ? undefined : share, figures, moment, widest)
}

const usualTitleWidth = ({ columns }: Pick<Moment, 'columns'>) => Math.max(13, Math.min(32, Math.floor(columns * 0.3)))

function row(
  title: string,
  done: number | undefined,
  figures: readonly string[],
  { columns }: Moment,
  titleWidth = usualTitleWidth({ columns }),
): Row {
  let left = Math.min(titleWidth, Math.max(13, Math.floor(columns * 0.6)))
  const right = Math.max(9, Math.min(42, columns - left - 12))
  const spare = columns - left - right - 2
  let width = spare < 6 || done === undefined ? 0 : Math.min(30, spare)
  const needed = stringWidth(figures[0] ?? '')
  if (needed > columns - left - width - 2) {
    // In a narrow terminal, the figures are more useful than the bar and the middle of the name.
    width = 0
    left = Math.min(left, Math.max(8, columns - needed - 2))
  }
  const room = columns - left - width - 2
  // Figures that do not fit are left out from the end: first the time left, then the rate.
  let text = figures.join('  ')
  for (let count = figures.length; stringWidth(text) > room && count > 1; count--)
    text = figures.slice(0, count - 1).join('  ')
  text = truncate(text, room)
  const short = truncate(title, left)
  return {
    title: short + ' '.repeat(left - stringWidth(short)),
    bar: { width, full: Math.round(width * (done ?? 0)) },
    figures: text,
    width: left + width + 2 + stringWidth(text),
  }
}

function figuresOf({ opened, retryDelay, bytes, size }: Job): string {
  if (!opened && retryDelay !== undefined)
    return words.progress.retrying(prettyMilliseconds(Math.ceil(retryDelay / 1000) * 1000))
  if (!opened) return words.progress.waiting
  if (bytes > 0 && bytes === size) return words.progress.storing
  return size === undefined ? formatBytes(bytes) : words.progress.of(formatBytes(bytes), formatBytes(size))
}

function restOf(done: number, { bytesPerSecond, sharePerSecond }: Moment): string[] {
  if (bytesPerSecond <= 0) return []
  const rate = `${formatBytes(bytesPerSecond)}/s`
  const left = Math.ceil((1 - done) / sharePerSecond) * 1000
  return Number.isFinite(left) && left > 0
    ? [rate, words.progress.left(prettyMilliseconds(left, { unitCount: 2 }))]
    : [rate]
}

const graphemes = new Intl.Segmenter()

/** At most `width` columns. The middle is left out, since similar names often differ at their end. */
export function truncate(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  if (width < 1) return ''
  const parts = Array.from(graphemes.segment(text), ({ segment }) => segment)
  const half = (width - 1) / 2
  return `${take(parts, Math.ceil(half)).join('')}…${take(parts.reverse(), Math.floor(half)).reverse().join('')}`
}

function take(parts: readonly string[], width: number): string[] {
  const taken: string[] = []
  let left = width
  for (const part of parts) {
    left -= stringWidth(part)
    if (left < 0) break
    taken.push(part)
  }
  return taken
}

/** The time over which speed is averaged, in milliseconds: long enough to be steady, short enough to follow the network. */
const SPEED_WINDOW = 5000

/** By how much a value has grown per second, recently. `now` is in milliseconds. */
function createSpeed(): (value: number, now: number) => number {
  const samples: { value: number; now: number }[] = []
  return (value, now) => {
    samples.push({ value, now })
    while (samples.length > 2 && now - (samples[1]?.now ?? now) >= SPEED_WINDOW) samples.shift()
    const first = samples[0] ?? { value, now }
    return now > first.now ? ((value - first.value) * 1000) / (now - first.now) : 0
  }
}
