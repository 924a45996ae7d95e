import { type ReadonlySignal, signal } from '@preact/signals'

/** How long changes are collected at least before they are shown, in milliseconds. */
const INTERVAL_MS = 30

/** Rows that may change many times a second. They are shown in batches, each after the one before is on the screen. */
export interface Feed<Row> {
  /** What is shown, oldest first. */
  readonly shown: ReadonlySignal<readonly Row[]>
  add(row: Row): void
  /** Changes the newest row that matches. Rows that change are near the end. */
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
      // The next batch waits until the browser has drawn this one. A hidden page draws nothing.
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
