import { inspect } from './inspect.ts'

/** The minimum time between reports, in milliseconds. */
const INTERVAL = 40

/** Reports data for the data panel: immediately, or after a short delay if the last report was recent. */
export function createDataReport(send: (data: unknown) => void): (data: object | undefined) => void {
  let last = 0
  let latest: object | undefined
  let isScheduled = false
  return (data) => {
    latest = data
    if (isScheduled) return
    const report = () => {
      isScheduled = false
      send(excerptOf(latest ?? {}))
      last = performance.now()
    }
    const wait = last + INTERVAL - performance.now()
    if (wait <= 0) return report()
    isScheduled = true
    setTimeout(report, wait)
  }
}

/** The maximum number of reported entries, so that megabytes of data do not slow down the app. */
const MAX_ENTRIES = 200
const MAX_VALUES = 5000
const MAX_DEPTH = 8
const MAX_TEXT = 2000

/** The beginning of the data, as much as a developer would read. Values that JSON does not support become text. */
function excerptOf(data: object): unknown {
  let count = 0
  const copy = (value: unknown, depth: number): unknown => {
    count++
    if (typeof value === 'string') return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value
    if (typeof value !== 'object' || value === null) {
      return value === null || typeof value === 'number' || typeof value === 'boolean' ? value : inspect(value, 1)
    }
    const isPlain = Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value))
    if (!isPlain) return inspect(value, 1)
    if (depth > MAX_DEPTH || count > MAX_VALUES) return inspect(value, MAX_DEPTH)
    const entries = Object.entries(value)
    const copied = entries.slice(0, MAX_ENTRIES).map(([name, each]) => [name, copy(each, depth + 1)] as const)
    if (entries.length > MAX_ENTRIES) copied.push(['…', `${entries.length - MAX_ENTRIES} more`])
    return Array.isArray(value) && entries.length <= MAX_ENTRIES
      ? copied.map(([, each]) => each)
      : Object.fromEntries(copied)
  }
  try {
    return copy(data, 0)
  } catch {
    // A getter of the app threw an error.
    return Object.fromEntries(Object.keys(data).map((name) => [name, '…']))
  }
}
