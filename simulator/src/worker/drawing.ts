import type { PageInstance } from '../../../src/mini-program/page-runtime.ts'
import { inspect } from './inspect.ts'

/** In milliseconds: data that changes faster than an eye sees keeps the phone from nothing. */
const BETWEEN_LOOKS = 40

/** Shows the page's data: at once, or a moment later when it was shown just before. */
export function createDrawing(draw: (data: unknown) => void): (page: PageInstance) => void {
  let last = 0
  let isDue = false
  return (page) => {
    const wait = last + BETWEEN_LOOKS - performance.now()
    const now = () => {
      last = performance.now()
      isDue = false
      draw(sendable(page.data))
    }
    if (wait <= 0) return now()
    if (!isDue) setTimeout(now, wait)
    isDue = true
  }
}

/** A page may keep in its data what cannot be sent: that is shown as a console would show it. */
function sendable(data: PageInstance['data']): unknown {
  try {
    return structuredClone(data)
  } catch {
    return Object.fromEntries(Object.entries(data).map(([name, value]) => [name, inspect(value, 1)]))
  }
}
