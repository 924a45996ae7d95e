import { paintFor, unicode } from '../terminal.ts'
import type { Job } from './jobs.ts'
import { doneOf, type Row, rowsOf } from './progress-rows.ts'
import { createSpeed } from './speed.ts'

/** In milliseconds. */
const FRAME = 100
const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'
const MOST_ROWS = 7

export interface Display {
  /** Puts lines above the display, on standard output. */
  write(text: string): void
  stop(): void
}

/** Draws what is under way at the bottom of the terminal, a few times a second, until it is stopped. */
export function startDisplay(jobs: readonly Job[]): Display {
  const terminal = process.stderr
  const paint = paintFor(terminal)
  const [full, empty] = unicode() ? ['━', '━'] : ['#', '-']
  const rate = createSpeed()
  const pace = createSpeed()
  let drawn: readonly Row[] = []

  /** Goes back over what was drawn. In a window that was made narrower since, one row fills several lines. */
  function erase(): string {
    const columns = terminal.columns || 80
    const lines = drawn.reduce((sum, row) => sum + Math.max(1, Math.ceil(row.width / columns)), 0)
    drawn = []
    return lines ? `\x1b[${lines}A\r\x1b[J` : ''
  }

  function draw(): void {
    const now = performance.now()
    const bytes = jobs.reduce((sum, job) => sum + job.bytes, 0)
    const rows = rowsOf(jobs, {
      rate: rate(bytes, now),
      pace: pace(doneOf(jobs), now),
      columns: Math.min(100, (terminal.columns || 80) - 1),
      rows: Math.min(MOST_ROWS, Math.max(1, (terminal.rows || 24) - 2)),
    })
    terminal.write(erase() + rows.map(line).join(''))
    drawn = rows
  }

  function line({ title, bar, figures }: Row): string {
    const drawnBar = paint.green(full.repeat(bar.full)) + paint.dim(empty.repeat(bar.width - bar.full))
    return `${title} ${drawnBar} ${paint.dim(figures)}\n`
  }

  const showCursor = () => terminal.write(SHOW_CURSOR)
  // Also when a second Ctrl-C ends the process at once.
  process.once('exit', showCursor)
  terminal.write(HIDE_CURSOR)
  const timer = setInterval(draw, FRAME).unref()
  draw()
  return {
    write(text) {
      terminal.write(erase())
      process.stdout.write(text)
      draw()
    },
    stop() {
      clearInterval(timer)
      terminal.write(erase())
      showCursor()
      process.off('exit', showCursor)
    },
  }
}
