import { onAbort } from '../../util/async.ts'

/** How long something that has begun may go on after an abort, in milliseconds. */
const GRACE = 5_000

/**
 * Runs what leaves an unknown state behind when it is interrupted, such as the request that publishes a photo. After an
 * abort it may go on for a few seconds: long enough for any server that answers at all.
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

/** Something that should be done after a failure, as far as the server lets it be done. */
export async function cleanUp(work: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  await withGrace(AbortSignal.abort(), work).catch(() => {})
}
