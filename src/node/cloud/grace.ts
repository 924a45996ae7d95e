import { onAbort } from '../../util/async.ts'

/** How long work may continue after an abort, in milliseconds. */
const GRACE = 5_000

/**
 * Runs work that would leave an unknown state if it were interrupted, such as the request that publishes a photo. After an
 * abort it may continue for a few seconds: long enough for any server that answers at all.
 */
export async function withGrace<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const aborter = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const abortLater = () => {
    timer = setTimeout(() => aborter.abort(signal.reason), GRACE)
  }
  const stopListening = onAbort(signal, abortLater)
  if (signal.aborted) abortLater()
  try {
    return await work(aborter.signal)
  } finally {
    clearTimeout(timer)
    stopListening()
  }
}

/** Cleans up after a failure, as far as the server allows it. */
export async function cleanUp(work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  await withGrace(AbortSignal.abort(), work).catch(() => {})
}
