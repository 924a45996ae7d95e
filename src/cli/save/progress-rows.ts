import { isSaveError } from '../../core/errors.ts'
import { printable } from '../terminal.ts'
import { padTo } from '../text-width.ts'
import { formatBytes, formatSeconds } from '../units.ts'
import type { Job } from './jobs.ts'

/** One line of the display. All three together are at most as wide as the terminal. */
export interface Row {
  readonly title: string
  /** In columns, and how many of them are full. 0: there is no room for a bar. */
  readonly bar: { readonly width: number; readonly full: number }
  readonly figures: string
  /** Of the whole line, in columns. */
  readonly width: number
}

export interface Moment {
  /** In bytes a second. */
  readonly rate: number
  /** How much of the whole is done in a second, from 0 to 1. */
  readonly pace: number
  readonly columns: number
  /** How many lines there is room for. */
  readonly rows: number
}

/** How much of all jobs is done, from 0 to 1. Each image counts the same, since most sizes are not known yet. */
export const doneOf = (jobs: readonly Job[]) => jobs.reduce((sum, job) => sum + shareOf(job), 0) / jobs.length

const shareOf = (job: Job) => (isReady(job) ? 1 : job.size ? Math.min(1, job.bytes / job.size) : 0)

/** Saved or failed. What was cancelled is neither. */
const isReady = ({ result }: Job) => result !== undefined && !(isSaveError(result) && result.reason === 'cancelled')

/** What is drawn: the images that are under way, and, where there are several, the whole of it below them. */
export function rowsOf(jobs: readonly Job[], moment: Moment): Row[] {
  const active = jobs.filter(({ started, result }) => started && !result)
  const rest = jobs.some(({ result }) => !result) ? restOf(doneOf(jobs), moment) : []
  if (jobs.length === 1) return active.map((job) => row(titleOf(job), shareOf(job), [figuresOf(job), ...rest], moment))
  const rows = active
    .slice(0, Math.max(0, moment.rows - 1))
    .map((job) => row(titleOf(job), shareOf(job), [figuresOf(job)], moment))
  const ready = jobs.filter(isReady)
  const failed = ready.filter(({ result }) => isSaveError(result)).length
  const title = `${ready.length} of ${jobs.length} images${failed ? `, ${failed} failed` : ''}`
  const bytes = jobs.reduce((sum, job) => sum + job.bytes, 0)
  return [...rows, row(title, doneOf(jobs), [formatBytes(bytes), ...rest], moment)]
}

function row(title: string, done: number, figures: readonly string[], { columns }: Moment): Row {
  const left = Math.max(13, Math.min(32, Math.floor(columns * 0.3)))
  const right = Math.max(0, Math.min(42, columns - left - 12))
  const spare = columns - left - right - 2
  const width = spare < 6 ? 0 : Math.min(30, spare)
  const room = columns - left - width - 2
  // What does not fit goes from the end: first the time left, then the rate.
  let text = figures.join('  ')
  for (let count = figures.length; text.length > room && count > 1; count--)
    text = figures.slice(0, count - 1).join('  ')
  text = text.slice(0, room)
  return {
    title: padTo(title, left),
    bar: { width, full: Math.round(width * done) },
    figures: text,
    width: left + width + 2 + text.length,
  }
}

const titleOf = ({ title }: Job) => printable(title)

function figuresOf({ opened, bytes, size }: Job): string {
  if (!opened) return 'waiting'
  if (bytes > 0 && bytes === size) return 'storing'
  return size === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(size)}`
}

function restOf(done: number, { rate, pace }: Moment): string[] {
  if (rate <= 0) return []
  return [`${formatBytes(rate)}/s`, ...(pace > 0 ? [`${formatSeconds((1 - done) / pace)} left`] : [])]
}
