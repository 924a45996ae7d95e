import { type Duplex, pipeline, Readable, Transform, type TransformCallback } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { type ByteReader, setReader, streamOf } from '../core/image-stream.ts'
import { encodingError } from '../sources/network/errors.ts'
import type { Fetch, Fetched } from '../sources/network/network.ts'
import { isFramingHeader } from '../util/url.ts'
import { checkLiteralAddress, createDispatchers, nameProxy } from './http-connections.ts'
import { webStreamOf } from './web-stream.ts'

/** The part of undici's `Dispatcher` that is used. */
export interface FetchDispatcher {
  dispatch(options: never, handler: never): boolean
}

export interface NodeFetchOptions {
  /**
   * The most connections to one server.
   * @default unlimited
   */
  readonly connections?: number
  /** A dispatcher of undici: for another certificate authority, a proxy or a test. */
  readonly dispatcher?: FetchDispatcher
}

/** How many times a request is sent again if its connection was dropped before any response. */
const MAX_RETRIES = 2

/** `fetch`, as far as a download needs it, on undici. Redirects, timeouts and limits are its caller's. */
export async function createClient({ connections, dispatcher }: NodeFetchOptions): Promise<Fetch> {
  const dispatchers = await createDispatchers(connections)
  return async (url, { method = 'GET', headers, body, signal, allowAddress }) => {
    const chosen = (dispatcher as Dispatcher | undefined) ?? dispatchers.for(url, allowAddress)
    if (allowAddress) checkLiteralAddress(url, allowAddress)
    const request: Dispatcher.DispatchOptions = {
      origin: url.origin,
      path: url.pathname + url.search,
      method: method as Dispatcher.HttpMethod,
      ...(body && { body }),
      headers: { 'user-agent': 'photosalbum', accept: '*/*', ...withoutFraming(headers) },
    }
    for (let retries = 0, through = chosen; ; retries++) {
      try {
        return toFetched(await send(through, request, signal), url, dispatchers.headersAreEncoded(url))
      } catch (thrown) {
        const { code, message } = thrown as NodeJS.ErrnoException
        // Only a GET may be repeated without harm.
        if (signal.aborted || retries === MAX_RETRIES || method !== 'GET') throw nameProxy(thrown, url)
        // undici reports a mismatch for whatever its parser finds wrong after a Content-Length.
        if (/content-length/i.test(message) && through === chosen && !dispatcher)
          through = dispatchers.lenient(url, allowAddress)
        // A server may close a kept connection just when the next request arrives. Nothing has come back
        // yet. undici's own retry would also try to resume bodies, which hides what happened to them.
        else if (!/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/.test(code ?? '')) throw nameProxy(thrown, url)
      }
    }
  }
}

const withoutFraming = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !isFramingHeader(name)))

interface Received {
  readonly status: number
  /** Names and values alternate, as received. */
  readonly rawHeaders: readonly Buffer[]
  readonly body: Body
  /** Resolves when the body has arrived or was cancelled. */
  readonly released: Promise<void>
}

function send(dispatcher: Dispatcher, request: Dispatcher.DispatchOptions, signal: AbortSignal): Promise<Received> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let body: Body | undefined
    let complete = false
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    const abort = () => {
      reject(signal.reason)
      controller?.abort(signal.reason)
    }
    signal.addEventListener('abort', abort, { once: true })
    const end = () => {
      signal.removeEventListener('abort', abort)
      // Otherwise it would keep the headers, and with them the first bytes of the connection, as long as the body exists.
      controller = undefined
      release()
    }
    const fail = (error: unknown) => {
      end()
      reject(error)
      body?.fail(error)
    }
    const handler: Dispatcher.DispatchHandler = {
      // Called when there is a connection, which may be long after the request was aborted.
      onRequestStart(given) {
        controller = given
        if (signal.aborted) given.abort(signal.reason)
      },
      onResponseStart({ rawHeaders }, status) {
        if (status < 200) return
        body = new Body({
          resume: () => controller?.resume(),
          cancel() {
            // A body that has arrived completely, such as that of a redirect, leaves its connection for the next request.
            if (complete) return new Promise<void>(whenConnectionIsFree)
            controller?.abort(new Error('This response is not being read.'))
            release()
          },
        })
        resolve({ status, rawHeaders: rawHeaders as Buffer[], body, released })
      },
      onResponseData(given, chunk) {
        if (!body?.push(chunk)) given.pause()
      },
      onResponseEnd() {
        complete = true
        end()
        whenConnectionIsFree(() => body?.end())
      },
      onResponseError: (_given, error) => fail(error),
    }
    try {
      dispatcher.dispatch(request, handler)
    } catch (error) {
      // A dispatcher of the caller may throw instead of calling its handler.
      fail(error)
    }
  })
}

/**
 * How many bytes of a body are received before it is read, for example while a disk is busy. Most photos fit, and leave
 * their connection to the next one.
 */
const READ_AHEAD = 256 * 1024

/**
 * The body of a response. Everything that arrives in one turn of the event loop is one chunk: TLS and HTTP/2 deliver 16 kB
 * at a time.
 */
class Body implements ByteReader {
  readonly #source: { resume(): void; cancel(): Promise<void> | undefined }
  #chunks: Buffer[] = []
  #length = 0
  #ended = false
  #failure: { readonly error: unknown } | undefined
  #wake = () => {}

  /** `source` is what the bytes come from. */
  constructor(source: { resume(): void; cancel(): Promise<void> | undefined }) {
    this.#source = source
  }

  async read(into?: Uint8Array): Promise<ReadableStreamReadResult<Uint8Array>> {
    while (this.#length === 0) {
      if (this.#failure) throw this.#failure.error
      if (this.#ended) return { done: true, value: undefined }
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
    const value = into?.length ? this.#moveInto(into) : this.#takeAll()
    this.#source.resume()
    return { done: false, value }
  }

  #takeAll(): Uint8Array {
    const [first, ...others] = this.#chunks
    const all = others.length > 0 ? Buffer.concat(this.#chunks, this.#length) : (first as Buffer)
    this.#chunks = []
    this.#length = 0
    return all
  }

  #moveInto(target: Uint8Array): Uint8Array {
    let filled = 0
    while (filled < target.length && this.#chunks.length > 0) {
      const chunk = this.#chunks.shift() as Buffer
      const part = chunk.subarray(0, target.length - filled)
      target.set(part, filled)
      filled += part.length
      if (part.length < chunk.length) this.#chunks.unshift(chunk.subarray(part.length))
    }
    this.#length -= filled
    return target.subarray(0, filled)
  }

  async cancel(): Promise<void> {
    this.#chunks = []
    this.#length = 0
    this.end()
    await this.#source.cancel()
  }

  /** Returns whether more may follow right away. */
  push(chunk: Buffer): boolean {
    if (this.#length === 0) setImmediate(() => this.#wake())
    this.#chunks.push(chunk)
    this.#length += chunk.length
    return this.#length < READ_AHEAD
  }

  end(): void {
    this.#ended = true
    this.#wake()
  }

  fail(error: unknown): void {
    if (!this.#ended) this.#failure = { error }
    this.#wake()
  }
}

/**
 * undici frees a connection one turn of the event loop after a response: a request before that opens another one, unless
 * `connections` are all in use.
 */
const whenConnectionIsFree = (callback: () => void) => setImmediate(() => setImmediate(callback))

function toFetched({ status, rawHeaders, body, released }: Received, url: URL, encoded: boolean): Fetched {
  const text = (bytes: Buffer) => bytes.toString(encoded ? 'utf8' : 'latin1')
  const entries: [name: string, value: string][] = []
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    entries.push([text(rawHeaders[index]!).toLowerCase(), text(rawHeaders[index + 1]!)])
  }
  const get = (name: string) => {
    const values = entries.filter(([key]) => key === name).map(([, value]) => value)
    return values.length > 0 ? values.join(', ') : null
  }
  const ok = status >= 200 && status < 300
  const reader = ok ? decompress(body, get('content-encoding') ?? '', url.host) : body
  const headers = { get, has: (name: string) => get(name) !== null, [Symbol.iterator]: () => entries.values() }
  return setReader(new NodeResponse({ status, ok, url: url.href, headers, released }, reader), reader)
}

/** A class, because V8 keeps the getter of an object literal until a full garbage collection. */
class NodeResponse implements Fetched {
  readonly status: number
  readonly ok: boolean
  readonly url: string
  readonly headers: Fetched['headers']
  readonly released: Promise<void> | undefined
  readonly #reader: ByteReader
  #body: Fetched['body'] = null

  constructor({ status, ok, url, headers, released }: Omit<Fetched, 'body'>, reader: ByteReader) {
    this.status = status
    this.ok = ok
    this.url = url
    this.headers = headers
    this.released = released
    this.#reader = reader
  }

  get body() {
    this.#body ??= streamOf(this.#reader) as Fetched['body']
    return this.#body
  }
}

/** No request asks for a compressed body, but some servers send one. */
function decompress(body: ByteReader, encoding: string, host: string): ByteReader {
  const codings = encoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding && coding !== 'identity')
  if (codings.length === 0) return body
  const decoders = codings.reverse().map((coding) => DECODERS.get(coding)?.())
  if (decoders.length > MAX_CODINGS || decoders.includes(undefined)) {
    void body.cancel()
    throw encodingError(host, encoding)
  }
  // An error in one stream destroys them all, and is passed to the reader of the last one.
  const streams = [Readable.fromWeb(streamOf(body) as WebStream), ...(decoders as Duplex[])]
  return webStreamOf(pipeline(streams, () => {}) as unknown as Readable).getReader()
}

const MAX_CODINGS = 5

const DECODERS: ReadonlyMap<string, () => Duplex> = new Map<string, () => Duplex>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['br', createBrotliDecompress],
  ['deflate', () => new Inflate()],
])

/** Many servers send raw DEFLATE data, without the header of the zlib format. undici's own interceptor refuses it. */
class Inflate extends Transform {
  #inflater: Transform | undefined

  override _transform(chunk: Buffer, _encoding: BufferEncoding, callback: TransformCallback): void {
    this.#inflater ??= this.#start((chunk[0]! & 0x0f) === 8 ? createInflate() : createInflateRaw())
    this.#inflater.write(chunk, callback)
  }

  #start(inflater: Transform): Transform {
    inflater.on('data', (chunk) => {
      if (!this.push(chunk)) inflater.pause()
    })
    return inflater.on('error', (error) => this.destroy(error))
  }

  override _read(size: number): void {
    this.#inflater?.resume()
    super._read(size)
  }

  override _flush(callback: TransformCallback): void {
    if (this.#inflater) this.#inflater.once('end', () => callback()).end()
    else callback()
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.#inflater?.destroy()
    callback(error)
  }
}
