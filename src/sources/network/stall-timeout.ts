import { cancelled, SaveError } from '../../core/errors.ts'
import { MAX_TIMEOUT_MS, onAbort } from '../../util/async.ts'

interface StallLimits {
  /** The longest wait for the next byte, in milliseconds. */
  readonly timeout?: number
  /** The slowest acceptable rate, in bytes per second, averaged over `timeout`. */
  readonly minBytesPerSecond?: number
}

/**
 * Ends a download that stalls. Only time spent waiting for the server counts: a slow album must not make the download
 * time out. The body timeouts of libraries count both, and have no minimum rate.
 */
export class StallTimeout {
  /** The server that is being waited for, for messages. */
  host = ''
  private readonly limits: Required<StallLimits>
  private readonly outer: AbortSignal
  private readonly aborter = new AbortController()
  private current: { since: number; reject(error: unknown): void } | undefined
  /** Within the current period of `timeout`: the time of earlier waits, in milliseconds, and the bytes received. */
  private waited = 0
  private bytes = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly stopListening: () => void

  constructor({ timeout = 60_000, minBytesPerSecond = 1024 }: StallLimits, signal: AbortSignal) {
    this.limits = { timeout, minBytesPerSecond }
    this.outer = signal
    this.stopListening = onAbort(signal, () => this.fail(cancelled(signal)))
  }

  /** Aborts together with the caller's signal, and when the download has stalled. */
  get signal(): AbortSignal {
    return this.aborter.signal
  }

  /** Starts a new period of `timeout`. */
  restart(): void {
    this.waited = 0
  }

  received(bytes: number): void {
    this.bytes += bytes
  }

  /** Settles like `work`, or rejects when the download is aborted or has stalled. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const wait = { since: performance.now(), reject }
      this.current = wait
      const over = () => {
        if (this.current !== wait) return
        this.waited += performance.now() - wait.since
        this.current = undefined
      }
      // Registered first, so that it runs before the caller starts its next wait.
      work.then(over, over)
      work.then(resolve, reject)
      if (this.outer.aborted) this.fail(cancelled(this.outer))
      else this.check()
    })
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.stopListening()
  }

  /**
   * One timer serves all waits, and is set again when it fires too early for the current one: setting a timer for every
   * chunk would cost more than reading it. `elapsed` is what that timer measured of the current wait, in milliseconds;
   * a test may fake timers but not `performance`.
   */
  private check(elapsed = 0): void {
    const wait = this.current
    if (this.timer !== undefined || !wait) return
    const { timeout, minBytesPerSecond } = this.limits
    const now = performance.now()
    let passed = Math.max(now - wait.since, elapsed)
    const left = timeout - this.waited - passed
    // Timers count whole milliseconds, so less than one is none.
    if (left < 1) {
      const bytes = this.bytes
      if (bytes === 0 || bytes * 1000 < minBytesPerSecond * timeout) {
        this.fail(stalled(this.host, timeout, bytes))
        return
      }
      passed = this.waited = this.bytes = 0
      wait.since = now
    }
    const delay = Math.min(Math.ceil(left < 1 ? timeout : left), MAX_TIMEOUT_MS)
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.check(wait === this.current ? passed + delay : 0)
    }, delay)
  }

  private fail(error: SaveError): void {
    this.current?.reject(error)
    this.stop()
    this.aborter.abort(error)
  }
}

function stalled(host: string, timeout: number, bytes: number): SaveError {
  const what = bytes === 0 ? 'sent nothing for' : `sent only ${bytes} bytes in`
  return new SaveError('timeout', `${host} ${what} ${timeout} ms. Try again, or allow a longer timeout.`, {
    details: { code: 'download-stalled', host, timeout, bytes },
  })
}
