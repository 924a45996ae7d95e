import { cancelled, toSaveError } from './errors.ts'
import { onAbort } from './on-abort.ts'
import type { Photo } from './types.ts'

/**
 * The photo's bytes, for an album that takes them chunk by chunk. Ends only when the image was whole; whatever
 * else happens is a `SaveError`. Leaving the loop early, or an abort, cancels the stream: nothing stays open.
 */
export async function* chunksOf(photo: Photo, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  throwIfCancelled(signal)
  const reader = photo.bytes().getReader()
  const stopWaiting = onAbort(signal, () => void reader.cancel(signal.reason).catch(() => {}))
  try {
    for (;;) {
      const { done, value } = await reader.read()
      throwIfCancelled(signal)
      if (done) return
      yield value
    }
  } catch (error) {
    throw signal.aborted ? cancelled(signal) : toSaveError(error)
  } finally {
    stopWaiting()
    await reader.cancel().catch(() => {})
  }
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(signal)
}
