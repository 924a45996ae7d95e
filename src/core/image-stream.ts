import type { PartialInfo } from '../image/formats/parser.ts'
import type { StreamInspector } from '../image/stream-inspector.ts'
import { ignoreErrors, lazyImport, onAbort, raceAbort } from '../util/async.ts'
import { quote } from '../util/format.ts'
import { cancelled, SaveError, throwIfCancelled, toSaveError } from './errors.ts'
import type { Opened, Photo } from './types.ts'

// Kept, since even an import of a loaded module takes as long as several system calls.
const loadIdentify = lazyImport(() => import('../image/identify.ts'))
const loadInspector = lazyImport(() => import('../image/stream-inspector.ts'))

/** The errors of programs that pass something wrong. They are loaded when one does. */
export const loadMisuse = lazyImport(() => import('./misuse.ts'))

/** How much of a stream is read ahead to learn the dimensions before the album gets the photo. */
const MAX_HEAD_BYTES = 1 << 20

export interface ImageStreamOptions {
  readonly maxBytes: number
  readonly signal: AbortSignal
  /** Called with the number of bytes read so far. */
  onRead(bytes: number): void
}

/**
 * An opened image: identified first, then read once by the album. A source with random access is identified before
 * anything is streamed. Any other stream is inspected as it passes, and errors at its end if the image was not whole.
 */
export class ImageStream {
  bytesRead = 0
  /** The album has asked for the bytes. */
  requested = false
  /** The album has read everything, and the image was whole. */
  complete = false
  error: SaveError | undefined
  /** What messages call the image. */
  private readonly title: string | undefined
  private readonly opened: Opened
  private readonly options: ImageStreamOptions
  private readonly head: Uint8Array[] = []
  private readonly stopListening: () => void
  private identified: PartialInfo | undefined
  private inspector: StreamInspector | undefined
  private reader: ReadableStreamDefaultReader<Uint8Array> | undefined

  constructor(opened: Opened, options: ImageStreamOptions) {
    this.opened = opened
    this.options = options
    this.title = opened.name || opened.host
    // Cancelling ends a pending read at once, even if the source hangs.
    this.stopListening = onAbort(options.signal, () => this.cancel())
  }

  /** What is known so far, once it was identified. The dimensions may come at the end of a stream. */
  get info(): PartialInfo {
    return (this.identified ?? this.inspector?.info) as PartialInfo
  }

  /** Fails early where the size is known in advance. */
  checkSize(): void {
    const { size = 0 } = this.opened
    if (size > this.options.maxBytes) throw this.tooLarge(size)
  }

  async identify(): Promise<void> {
    const { access } = this.opened
    const { signal } = this.options
    // Each is loaded when it is needed: a page that saves downloads never needs the first, nor one that saves files the second.
    if (access) {
      const { identifyImage } = await raceAbort(loadIdentify(), signal)
      this.identified = await raceAbort(identifyImage(access, this.title, signal), signal)
      await raceAbort(this.opened.close?.(), signal)
      return
    }
    const { inspectStream } = await raceAbort(loadInspector(), signal)
    const inspector = inspectStream(this.title, signal)
    this.inspector = inspector
    while (inspector.info?.width === undefined && inspector.wantedBytes <= MAX_HEAD_BYTES) {
      const chunk = await this.next()
      if (!chunk) return
      this.head.push(chunk)
    }
  }

  /** The bytes. Can be called once. */
  readable(): ReadableStream<Uint8Array> {
    this.requested = true
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          throwIfCancelled(this.options.signal)
          const chunk = this.head.shift() ?? (await this.next())
          if (chunk) controller.enqueue(chunk)
          else controller.close()
        },
        cancel: () => this.close(),
      },
      { highWaterMark: 0 },
    )
  }

  /** Releases the source, whether it was read or not. */
  close(): void {
    this.stopListening()
    if (this.reader) this.cancel()
    else release(this.opened)
  }

  private cancel(): void {
    if (!this.complete) this.reader?.cancel(this.options.signal.reason).catch(() => {})
  }

  private async next(): Promise<Uint8Array | undefined> {
    if (this.error) throw this.error
    if (this.complete) return undefined
    const { signal, maxBytes, onRead } = this.options
    try {
      if (!this.reader) {
        const { bytes } = this.opened
        if (typeof bytes?.getReader !== 'function') throw (await loadMisuse()).notAStream(this.image)
        this.reader = bytes.getReader()
      }
      for (;;) {
        const { done, value } = await this.reader.read()
        throwIfCancelled(signal)
        if (done) {
          await this.inspector?.end()
          this.complete = true
          this.close()
          return undefined
        }
        if (!ArrayBuffer.isView(value)) throw (await loadMisuse()).notBytes(this.image, typeof value)
        this.bytesRead += value.byteLength
        if (this.bytesRead > maxBytes) throw this.tooLarge()
        await this.inspector?.push(value)
        onRead(this.bytesRead)
        if (value.byteLength > 0) return value
      }
    } catch (thrown) {
      this.error = toSaveError(thrown)
      this.close()
      throw this.error
    }
  }

  private tooLarge(bytes?: number): SaveError {
    const { maxBytes } = this.options
    return new SaveError(
      'too-large',
      `${this.image ?? 'The image'} has ${bytes ?? `more than ${maxBytes}`} bytes, and ${maxBytes} are allowed. Make it smaller, or raise maxBytes.`,
      { details: { code: 'image-too-large', image: this.image, bytes, maxBytes } },
    )
  }

  /** In quotes. */
  private get image(): string | undefined {
    return this.title && quote(this.title)
  }
}

/** Releases a source that is not read. A source that fails or hangs here must not hold up the save. */
export function release(opened: Opened): void {
  ignoreErrors(() => (opened.close ? opened.close() : opened.bytes.cancel()))
}

/**
 * The photo's bytes, for an album that takes them chunk by chunk. Ends only if the image was whole; throws a `SaveError`
 * otherwise. Leaving the loop early or aborting cancels the stream.
 */
export async function* chunksOf(photo: Photo, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
  throwIfCancelled(signal)
  const reader = photo.bytes().getReader()
  const stopListening = onAbort(signal, () => void reader.cancel(signal.reason).catch(() => {}))
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
    stopListening()
    await reader.cancel().catch(() => {})
  }
}
