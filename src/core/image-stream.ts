import type { PartialInfo } from '../image/formats/parser.ts'
import type { StreamInspector } from '../image/stream-inspector.ts'
import { ignoreErrors, lazyImport, onAbort, raceAbort } from '../util/async.ts'
import { quote } from '../util/format.ts'
import { cancelled, SaveError, throwIfCancelled, toSaveError } from './errors.ts'
import type { Opened, Photo } from './types.ts'

// Cached, since even importing a loaded module takes as long as several system calls.
const loadIdentify = lazyImport(() => import('../image/identify.ts'))
const loadInspector = lazyImport(() => import('../image/stream-inspector.ts'))

/** TypeScript declares it only for pages. */
type ReadableStreamReadResult<Value> = { done: false; value: Value } | { done: true; value: Value | undefined }

/** The errors for wrong arguments, loaded when one occurs. */
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
export class ImageStream implements ByteReader {
  bytesRead = 0
  /** The album has asked for the bytes. */
  requested = false
  /** The album has read everything, and the image was whole. */
  complete = false
  error: SaveError | undefined
  /** What is known so far, once the image was identified. The dimensions may come at the end of a stream. */
  info = {} as PartialInfo
  /** The name of the image in messages. */
  private readonly title: string | undefined
  private readonly opened: Opened
  private readonly options: ImageStreamOptions
  private readonly head: Uint8Array[] = []
  private readonly stopListening: () => void
  private inspector: StreamInspector | undefined
  private reader: ByteReader | undefined

  constructor(opened: Opened, options: ImageStreamOptions) {
    this.opened = opened
    this.options = options
    this.title = opened.name || opened.host
    // Cancelling ends a pending read at once, even if the source hangs.
    this.stopListening = onAbort(options.signal, () => this.stop())
  }

  /** Fails early where the size is known in advance. */
  checkSize(): void {
    const { size = 0 } = this.opened
    if (size > this.options.maxBytes) throw this.tooLarge(size)
  }

  async identify(): Promise<void> {
    const { access } = this.opened
    const { signal } = this.options
    // Loaded on demand: a page that saves only downloads never needs the first, one that saves only files never the second.
    if (access) {
      const { identifyImage } = await raceAbort(loadIdentify(), signal)
      this.info = await raceAbort(identifyImage(access, this.title, signal), signal)
      await raceAbort(this.opened.close?.(), signal)
      return
    }
    const { inspectStream } = await raceAbort(loadInspector(), signal)
    const inspector = inspectStream(this.title, signal)
    this.inspector = inspector
    while (this.info.width === undefined && inspector.wantedBytes() <= MAX_HEAD_BYTES) {
      const chunk = await this.next()
      if (!chunk) return
      this.head.push(chunk)
    }
  }

  /** The next bytes, for the album. */
  async read(into?: Uint8Array): Promise<ReadableStreamReadResult<Uint8Array>> {
    this.requested = true
    throwIfCancelled(this.options.signal)
    const value = this.head.shift() ?? (await this.next(into))
    return { done: !value, value } as ReadableStreamReadResult<Uint8Array>
  }

  /** Releases the source, whether it was read or not. */
  async cancel(): Promise<void> {
    this.stopListening()
    if (this.reader) this.stop()
    else release(this.opened)
  }

  private stop(): void {
    if (!this.complete) ignoreErrors(() => this.reader?.cancel(this.options.signal.reason))
  }

  private async next(into?: Uint8Array): Promise<Uint8Array | undefined> {
    if (this.error) throw this.error
    if (this.complete) return undefined
    const { signal, maxBytes, onRead } = this.options
    try {
      this.reader ??= takeReader(this.opened)
      if (!this.reader) {
        const { bytes } = this.opened
        if (typeof bytes?.getReader !== 'function') throw (await loadMisuse()).notAStream(this.image)
        this.reader = bytes.getReader()
      }
      for (;;) {
        const { done, value } = await this.reader.read(into)
        throwIfCancelled(signal)
        if (!done) {
          if (!ArrayBuffer.isView(value)) throw (await loadMisuse()).notBytes(this.image, typeof value)
          this.bytesRead += value.byteLength
          if (this.bytesRead > maxBytes) throw this.tooLarge()
        }
        await (done ? this.inspector?.end() : this.inspector?.push(value))
        Object.assign(this.info, this.inspector?.info())
        if (done) {
          this.complete = true
          void this.cancel()
          return undefined
        }
        onRead(this.bytesRead)
        if (value.byteLength > 0) return value
      }
    } catch (thrown) {
      this.error = toSaveError(thrown)
      void this.cancel()
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
 *
 * @param into returns memory for the next chunk, if the album has any. Most chunks are then views of it.
 */
export async function* chunksOf(
  photo: Photo,
  signal: AbortSignal,
  into?: () => Uint8Array,
): AsyncGenerator<Uint8Array, void, undefined> {
  throwIfCancelled(signal)
  const reader = takeReader(photo) ?? photo.bytes().getReader()
  const stopListening = onAbort(signal, () => void reader.cancel(signal.reason).catch(() => {}))
  try {
    for (;;) {
      const { done, value } = await reader.read(into?.())
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

/** Reads bytes chunk by chunk, as the reader of a stream does. */
export interface ByteReader {
  /** May put the bytes into `into`, and return a view of it. */
  read(into?: Uint8Array): Promise<ReadableStreamReadResult<Uint8Array>>
  cancel(reason?: unknown): Promise<void>
}

const readers = new WeakMap<object, ByteReader>()

/**
 * Registers a reader for the bytes of `owner`, so that its stream is not needed. A stream costs more than most of what is
 * done with a chunk, and Node 20 keeps each one, with everything it refers to, until a full garbage collection.
 *
 * A copy of `owner` has no reader here: its stream may be another one, which then is used.
 */
export function setReader<Owner extends object>(owner: Owner, reader: ByteReader): Owner {
  readers.set(owner, reader)
  return owner
}

/** The reader that was registered for the bytes of `owner`, unless it was taken already. */
export function takeReader(owner: object): ByteReader | undefined {
  const reader = readers.get(owner)
  readers.delete(owner)
  return reader
}

/** Adds a property `bytes` to `owner`: a stream that is created on first access. */
export function withBytes<Owner extends object>(owner: Owner, reader: ByteReader) {
  return Object.defineProperty(setReader(owner, reader), 'bytes', lazyBytes) as NoInfer<Owner> & {
    readonly bytes: ReadableStream<Uint8Array>
  }
}

/** Shared by all: V8 keeps the getter of an object literal, with everything it refers to, until a full garbage collection. */
const lazyBytes: PropertyDescriptor & ThisType<object> = {
  enumerable: true,
  configurable: true,
  get() {
    const value = streamOf(takeReader(this) as ByteReader)
    Object.defineProperty(this, 'bytes', { value })
    return value
  },
}

export const streamOf = (reader: ByteReader): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
