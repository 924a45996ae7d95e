import { SaveError } from '../errors.ts'
import type { MaybePromise } from '../types.ts'

/** Waits for a person, who may never answer, no longer than `signal` allows. */
export async function untilAborted<Value>(value: MaybePromise<Value>, signal: AbortSignal): Promise<Value> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new SaveError('cancelled', 'It was cancelled before somebody answered.'))
  })
  signal.addEventListener('abort', stop)
  try {
    if (signal.aborted) stop()
    return await Promise.race([value, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
