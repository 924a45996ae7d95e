import type { SaveError } from '../core/errors.ts'
import { unlessAborted } from '../core/on-abort.ts'
import { LONGEST_TIMER } from '../util/longest-timer.ts'

/**
 * What a browser or a person answers, but no later than `timeout` ms and not after `signal` aborted: some of these
 * promises never settle (w3c/web-share#221). `late` says what to make of that. Nothing is left behind.
 */
export async function settleWithin<T>(
  answer: PromiseLike<T>,
  timeout: number,
  late: SaveError,
  signal?: AbortSignal,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const first = Promise.race([
    answer,
    new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(late), Math.min(timeout, LONGEST_TIMER))
    }),
  ])
  try {
    return await (signal ? unlessAborted(first, signal) : first)
  } finally {
    clearTimeout(timer)
  }
}
