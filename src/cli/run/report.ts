import { writeFileSync } from 'node:fs'
import type { Happening } from './happening.ts'
import { REPORTS } from './pipes.ts'

/** What the app's process tells the command, which has the last word whatever becomes of the app. */
export type Report =
  | Exclude<Happening, { event: 'log' | 'shown' }>
  | { readonly event: 'output-failed'; readonly output: 'stdout' | 'stderr'; readonly error: NodeJS.ErrnoException }
  /** A mistake on the command line that is seen only once the page is there. */
  | { readonly event: 'refused'; readonly message: string; readonly word: string; readonly among: string[] }
  /** The app came to its end by itself. `methods` are those of the page that could be called. */
  | { readonly event: 'ended'; readonly methods: readonly string[] }

/** All reports of one kind. */
export const ofKind = <Event extends Report['event']>(reports: readonly Report[], event: Event) =>
  reports.filter((report): report is Report & { readonly event: Event } => report.event === event)

/** At once: the app's next line may be a loop that never ends, or `process.exit`. */
export function report(report: Report): void {
  try {
    writeFileSync(REPORTS, `${JSON.stringify(report)}\n`)
  } catch {
    // The command is gone, and this process will be, too.
  }
}
