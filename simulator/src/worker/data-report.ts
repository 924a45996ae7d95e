import { inspect } from './inspect.ts'

/** In milliseconds. Data that changes more often is shown at this pace. */
const INTERVAL = 40

/** Reports the data of the visible page for the data panel: at once, or a moment after the last report. */
export function createDataReport(send: (data: unknown) => void): (data: object | undefined) => void {
  let last = 0
  let latest: object | undefined
  let isScheduled = false
  return (data) => {
    latest = data
    if (isScheduled) return
    const report = () => {
      isScheduled = false
      last = performance.now()
      send(cloneable(latest ?? {}))
    }
    const wait = last + INTERVAL - performance.now()
    if (wait <= 0) return report()
    isScheduled = true
    setTimeout(report, wait)
  }
}

/** Values that cannot be cloned are shown as a console would show them. */
function cloneable(data: object): unknown {
  try {
    return structuredClone(data)
  } catch {
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, inspect(value, 1)]))
  }
}
