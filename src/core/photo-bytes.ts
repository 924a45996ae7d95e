import type { ImageWatch } from '../image/watch-stream.ts'
import { cancelled, SaveError, toSaveError } from './errors.ts'
import { onAbort } from './on-abort.ts'

/** How much of a stream is read before the album gets the photo, so that its measures can be told beforehand. */
const maxHead = 1 << 20

export interface PhotoBytesOptions {
  readonly bytes: ReadableStream<Uint8Array>
  /** What messages call the image. */
  readonly label: string
  /** In bytes. */
  readonly maxBytes: number
  readonly signal: AbortSignal
  /** Absent where the image was looked at already. */
  readonly watch?: ImageWatch
  /** Told how many bytes came so far. */
  onBytes(count: number): void
}

/** The bytes on their way from the source to the album: counted, looked at, and stopped where they must not go on. */
export class PhotoBytes {
  count = 0
  /** They came to their end, and it was a good one. */
  complete = false
  /** Why they did not. */
  failure: SaveError | undefined
  readonly #options: PhotoBytesOptions
  /** Absent where a source without types gives another kind of stream. */
  readonly #reader: ReadableStreamDefaultReader<Uint8Array> | undefined
  readonly #head: Uint8Array[] = []
  readonly #stopListening: () => void

  constructor(options: PhotoBytesOptions) {
    this.#options = options
    this.#reader = options.bytes?.getReader?.()
    // Cancelling answers a read that is under way at once, however stuck the source is.
    this.#stopListening = onAbort(options.signal, () => this.#stop())
  }

  /** Reads until the measures are known, or would take too much memory to wait for. */
  async readHead(watch: ImageWatch): Promise<void> {
    while (watch.seen?.width === undefined && watch.wants <= maxHead) {
      const chunk = await this.#next()
      if (!chunk) return
      this.#head.push(chunk)
    }
  }

  stream(): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          if (this.#options.signal.aborted) throw cancelled(this.#options.signal)
          const chunk = this.#head.shift() ?? (await this.#next())
          if (chunk) controller.enqueue(chunk)
          else controller.close()
        },
        cancel: () => this.close(),
      },
      { highWaterMark: 0 },
    )
  }

  /** Lets go of the source, wherever it stands. */
  close(): void {
    this.#stopListening()
    if (!this.complete) this.#stop()
  }

  #stop(): void {
    this.#reader?.cancel(this.#options.signal.reason).catch(() => {})
  }

  async #next(): Promise<Uint8Array | undefined> {
    if (this.failure) throw this.failure
    if (this.complete) return undefined
    const { signal, watch, maxBytes, label } = this.#options
    try {
      if (!this.#reader) throw (await import('./misuse.ts')).wrongStream(label)
      for (;;) {
        const { done, value } = await this.#reader.read()
        if (signal.aborted) throw cancelled(signal)
        if (done) {
          await watch?.end()
          this.complete = true
          this.close()
          return undefined
        }
        if (!ArrayBuffer.isView(value)) throw (await import('./misuse.ts')).wrongChunk(label, value)
        this.count += value.byteLength
        if (this.count > maxBytes) throw tooLarge(label, maxBytes)
        await watch?.push(value)
        this.#options.onBytes(this.count)
        if (value.byteLength > 0) return value
      }
    } catch (error) {
      this.failure = toSaveError(error)
      this.close()
      throw this.failure
    }
  }
}

/** `bytes` is absent when the limit was exceeded before the size was known. */
export function tooLarge(image: string, maxBytes: number, bytes?: number): SaveError {
  return new SaveError(
    'too-large',
    `${image} has ${bytes ?? `more than ${maxBytes}`} bytes, and ${maxBytes} are allowed. Make it smaller, or raise maxBytes.`,
    { details: { code: 'image-too-large', image, bytes, maxBytes } },
  )
}
