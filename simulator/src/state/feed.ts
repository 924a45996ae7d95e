import { type ReadonlySignal, signal } from '@preact/signals'

/** The minimum time between batches of changes, in milliseconds. */
const INTERVAL_MS = 30

/** Rows that may change many times a second. Changes are shown in batches, each after the previous one is on the screen. */
export interface Feed<Row> {
  /** The shown rows, oldest first. */
  readonly shown: ReadonlySignal<readonly Row[]>
  add(row: Row): void
  /** Changes the newest row that matches. The search starts at the end, where changes are most likely. */
  change(matches: (row: Row) => boolean, change: (row: Row) => Row): void
  changeAll(change: (row: Row) => Row): void
  clear(): void
}

/** Keeps the newest `max` rows, so that an app in a loop neither fills the memory nor blocks the page. */
export function createFeed<Row>(max: number): Feed<Row> {
  let rows: Row[] = []
  const shown = signal<readonly Row[]>([])
  let isScheduled = false

  function schedule(): void {
    if (isScheduled) return
    isScheduled = true
    setTimeout(() => {
      shown.value = rows.slice(-max)
      // The next batch waits until the browser has drawn this one. A hidden page does not draw.
      if (document.hidden) isScheduled = false
      else requestAnimationFrame(() => setTimeout(resume))
    }, INTERVAL_MS)
  }

  let isChanged = false
  function resume(): void {
    isScheduled = false
    if (isChanged) schedule()
    isChanged = false
  }

  function changed(): void {
    isChanged = isScheduled
    schedule()
  }

  return {
    shown,
    add(row) {
      rows.push(row)
      if (rows.length > 2 * max) rows = rows.slice(-max)
      changed()
    },
    change(matches, change) {
      const index = rows.findLastIndex(matches)
      const row = rows[index]
      if (row === undefined) return
      rows[index] = change(row)
      changed()
    },
    changeAll(change) {
      rows = rows.map(change)
      changed()
    },
    clear() {
      rows = []
      changed()
    },
  }
}
