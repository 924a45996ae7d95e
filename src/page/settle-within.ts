import { throwIfCancelled } from '../albums/chunks-of.ts'
import type { SaveError } from '../errors.ts'

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
  let abort = () => {}
  try {
    return await Promise.race([
      answer,
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(late), timeout)
        abort = () => reject(signal?.reason)
        signal?.addEventListener('abort', abort)
        if (signal?.aborted) abort()
      }),
    ])
  } catch (error) {
    if (signal) throwIfCancelled(signal)
    throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
