import { MAX_TIMEOUT_MS, raceAbort } from './async.ts'

/**
 * Waits for an answer of the platform or the user, but no longer than `timeout` ms and only until `signal` aborts: some
 * of these promises never settle (w3c/web-share#221). Rejects with `timeoutError` when the time is over.
 */
export async function withTimeout<T>(
  answer: PromiseLike<T>,
  timeout: number,
  timeoutError: Error,
  signal?: AbortSignal,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const first = Promise.race([
    answer,
    new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(timeoutError), Math.min(timeout, MAX_TIMEOUT_MS))
    }),
  ])
  try {
    return await (signal ? raceAbort(first, signal) : first)
  } finally {
    clearTimeout(timer)
  }
}
