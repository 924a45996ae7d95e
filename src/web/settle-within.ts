import type { SaveError } from '../core/errors.ts'
import { raceAbort } from '../util/abort.ts'
import { MAX_TIMEOUT_MS } from '../util/async.ts'

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
      timer = setTimeout(() => reject(late), Math.min(timeout, MAX_TIMEOUT_MS))
    }),
  ])
  try {
    return await (signal ? raceAbort(first, signal) : first)
  } finally {
    clearTimeout(timer)
  }
}
