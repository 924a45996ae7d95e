import type { SaveErrorDetails } from './error-details.ts'

/**
 * Why an image was not saved. `unavailable` means not now (no user gesture, no folder chosen yet), `unimplemented` means
 * never on this platform.
 */
export type SaveErrorReason =
  | 'no-file-path'
  | 'permission-denied'
  | 'storage-full'
  | 'unsupported-path'
  | 'not-found'
  | 'not-an-image'
  | 'too-large'
  | 'network'
  | 'timeout'
  | 'cancelled'
  | 'unavailable'
  | 'unimplemented'
  | 'unknown'

/** The only error class of this package. `message` is one English line: what was wrong, with which value, what to do. */
export class SaveError extends Error {
  override readonly name = 'SaveError'
  readonly reason: SaveErrorReason
  /** The values that `message` is made of, for programs and translations. Absent if another program wrote the message. */
  readonly details?: SaveErrorDetails

  constructor(reason: SaveErrorReason, message: string, options?: { cause?: unknown; details?: SaveErrorDetails }) {
    super(message, options)
    this.reason = reason
    if (options?.details) this.details = options.details
  }
}

/** By name, since `instanceof` fails for an error of another realm: an iframe, a worker, a second copy of this package. */
export function isSaveError(value: unknown): value is SaveError {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'
    ? (value as Error).name === 'SaveError' && typeof (value as SaveError).reason === 'string'
    : false
}

/** Whatever was thrown, as a `SaveError`: an abort is `cancelled`, any other error is `unknown`. */
export function toSaveError(thrown: unknown): SaveError {
  if (isSaveError(thrown)) return thrown
  // A call of `my` rejects with a plain object, whose message is `errorMessage` (C2).
  const { name, message, errorMessage } = (thrown ?? {}) as { [name: string]: unknown }
  if (name === 'AbortError') return cancellation(thrown)
  const text = String(message || errorMessage || (typeof thrown === 'object' ? 'It gives no reason.' : thrown))
  return new SaveError('unknown', text.replace(/\s*\n\s*/g, ' '), { cause: thrown })
}

/** The error of an aborted save: `cancelled`, or the `SaveError` that is the reason of the signal. */
export function cancelled(signal: AbortSignal): SaveError {
  const cause: unknown = signal.reason
  return isSaveError(cause) ? cause : cancellation(cause)
}

export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled(signal)
}

const cancellation = (cause: unknown) =>
  new SaveError('cancelled', 'The save was cancelled.', { cause, details: { code: 'cancelled' } })
