import { cancelled, SaveError } from '../../core/errors.ts'
import { onAbort } from '../../util/abort.ts'
import { MAX_TIMEOUT_MS } from '../../util/async.ts'

interface Limits {
  /** The longest wait for the next byte, in milliseconds. */
  readonly timeout?: number
  /** The least that must come, in bytes a second over `timeout`. */
  readonly minBytesPerSecond?: number
}

/** How long a download is waited for, and how it is given up. */
export class Patience {
  /** Who is waited for. */
  host = ''
  readonly #limits: Limits
  readonly #given: AbortSignal
  readonly #aborter = new AbortController()
  /** The wait under way: since when, and how to end it. */
  #wait: { since: number; giveUp(error: unknown): void } | undefined
  /** Of the present span of `timeout`: how long was waited before the present wait, in milliseconds, and what came. */
  #waited = 0
  #came = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #stopListening: () => void

  constructor(limits: Limits, signal: AbortSignal) {
    this.#limits = limits
    this.#given = signal
    this.#stopListening = onAbort(signal, () => this.#giveUp(cancelled(signal)))
  }

  /** Aborts when the person does, and when the wait is over. */
  get signal(): AbortSignal {
    return this.#aborter.signal
  }

  /** From now on the whole time counts again. */
  begin(): void {
    this.#waited = 0
  }

  got(bytes: number): void {
    this.#came += bytes
  }

  /** Waits for the network, and no longer than is given. */
  within<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const wait = { since: performance.now(), giveUp: reject }
      this.#wait = wait
      const over = () => {
        if (this.#wait !== wait) return
        this.#waited += performance.now() - wait.since
        this.#wait = undefined
      }
      // Before whoever waits goes on, and may wait again.
      work.then(over, over)
      work.then(resolve, reject)
      if (this.#given.aborted) this.#giveUp(cancelled(this.#given))
      else this.#watchTime()
    })
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#stopListening()
  }

  /**
   * One timer for all waits; it is set again where it rang too early for the present one. `least`, in milliseconds, is
   * what the timer itself says of this wait: a test may have faked timers and left `performance` as it is.
   */
  #watchTime(least = 0): void {
    const wait = this.#wait
    if (this.#timer !== undefined || !wait) return
    const { timeout = 60_000, minBytesPerSecond = 1024 } = this.#limits
    const now = performance.now()
    let passed = Math.max(now - wait.since, least)
    const left = timeout - this.#waited - passed
    // A timer counts whole milliseconds: what is left of one is over. A faked clock stops at the very last.
    if (left < 1) {
      const came = this.#came
      if (came === 0 || came * 1000 < minBytesPerSecond * timeout) {
        const what = came === 0 ? 'sent nothing for' : `sent no more than ${came} bytes in`
        this.#giveUp(new SaveError('timeout', `${this.host} ${what} ${timeout} ms. Try again, or allow more time.`))
        return
      }
      passed = this.#waited = this.#came = 0
      wait.since = now
    }
    const delay = Math.min(Math.ceil(left < 1 ? timeout : left), MAX_TIMEOUT_MS)
    const ring = () => {
      this.#timer = undefined
      this.#watchTime(wait === this.#wait ? passed + delay : 0)
    }
    this.#timer = setTimeout(ring, delay)
  }

  #giveUp(error: SaveError): void {
    this.#wait?.giveUp(error)
    this.end()
    this.#aborter.abort(error)
  }
}
