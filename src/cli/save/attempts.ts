import { setTimeout as delay } from 'node:timers/promises'
import type { SaveError } from '../../core/errors.ts'

/** The first pause before an image is tried again, and the longest, in milliseconds. */
const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 30_000

/** When images are started, and whether they are tried again: `--rate` and `--retry`. */
export class Attempts {
  readonly #retry: number
  readonly #interval: number
  #next = 0

  /** `interval` is the time between two starts, in milliseconds. */
  constructor({ retry = 0, interval = 0 }: { readonly retry?: number; readonly interval?: number }) {
    this.#retry = retry
    this.#interval = interval
  }

  /** Resolves when the next image may start, or at an abort. */
  async turn(signal: AbortSignal): Promise<void> {
    if (this.#interval === 0) return
    const now = performance.now()
    const start = Math.max(now, this.#next)
    this.#next = start + this.#interval
    if (start > now) await pause(start - now, signal)
  }

  /** Whether a failed image should be tried again. Resolves when it is time for that. */
  async again(error: SaveError, attempt: number, signal: AbortSignal): Promise<boolean> {
    if (attempt > this.#retry || !isTemporary(error)) return false
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1))
    await pause(longest * (0.5 + Math.random() / 2), signal)
    return !signal.aborted
  }
}

const pause = (milliseconds: number, signal: AbortSignal) => delay(milliseconds, undefined, { signal }).catch(() => {})

/** A refusal is final, but a server that is busy or cannot be reached may answer the next time. */
function isTemporary({ reason, details }: SaveError): boolean {
  if (reason === 'timeout') return true
  if (reason !== 'network') return false
  return details?.code !== 'http-status' || details.status >= 500 || [408, 425, 429].includes(details.status)
}
