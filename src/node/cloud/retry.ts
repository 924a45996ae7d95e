import { setTimeout as delay } from 'node:timers/promises'
import { MAX_TIMEOUT_MS, onAbort } from '../../util/async.ts'

/** The first pause before a request is repeated, and the longest, in milliseconds. */
const FIRST_PAUSE = 100
const LONGEST_PAUSE = 5_000

export interface RetryOptions {
  /** How many times the work is done before its error is thrown. */
  readonly attempts: number
  readonly signal: AbortSignal
  /** Whether a failure may be temporary. */
  isBrief(error: unknown): boolean
}

/** Repeats work after temporary failures, with exponential backoff and jitter, so that clients do not return all at once. */
export async function retrying<T>(work: () => Promise<T>, { attempts, signal, isBrief }: RetryOptions): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === attempts || signal.aborted || !isBrief(error)) throw error
      const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt)
      await delay(longest * (0.5 + Math.random() / 2), undefined, { signal })
    }
  }
}

/** No data was transferred for too long. */
export class StallError extends Error {
  override readonly name = 'TimeoutError'
}

/** Aborts the work's signal when `timeout` milliseconds have passed since it began, or since it last called `moved`. */
export async function whileItMoves<T>(
  timeout: number,
  signal: AbortSignal,
  work: (signal: AbortSignal, moved: () => void) => Promise<T>,
): Promise<T> {
  const aborter = new AbortController()
  const stalled = new StallError(`Nothing was transferred for ${timeout} ms.`)
  const timer = setTimeout(() => aborter.abort(stalled), Math.min(timeout, MAX_TIMEOUT_MS))
  const stopListening = onAbort(signal, () => aborter.abort(signal.reason))
  if (signal.aborted) aborter.abort(signal.reason)
  try {
    return await work(aborter.signal, () => timer.refresh())
  } catch (error) {
    // What the client throws for an abort does not say why.
    throw aborter.signal.reason === stalled ? stalled : error
  } finally {
    clearTimeout(timer)
    stopListening()
  }
}
