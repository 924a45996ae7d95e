import type { Opened } from '../core/types.ts'
import { inMemory } from '../sources/blob.ts'
import { show } from './calls.ts'

/** A response with its own status or headers. */
export interface NetworkAnswer {
  /** @default 200 */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Content
}

/** The response for a URL. */
export type Served = Content | NetworkAnswer | Response

const FIELDS = ['status', 'headers', 'body']

/** Throws if a test serves an invalid value, which as a response would look like a failure of the app. */
export function checkServed(served: unknown, caller: string): void {
  if (isContent(served) || isResponse(served)) return
  const wrong = (what: string): TypeError =>
    new TypeError(`${caller} cannot serve ${what}. Pass bytes, a string, a Response, or { status, headers, body }.`)
  if (typeof served !== 'object' || served === null) throw wrong(show(served))
  const unknown = Object.keys(served).find((name) => !FIELDS.includes(name))
  if (unknown !== undefined) throw wrong(`${show(served)}, because a response has no ${unknown}`)
  const { status = 200, body = '' } = served as NetworkAnswer
  if (!(Number.isInteger(status) && status >= 200 && status <= 599)) throw wrong(`the status ${show(status)}`)
  if (!isContent(body)) throw wrong(`the body ${show(body)}`)
}

/** The same response for every request. A stream can be read only once, so each request gets its own branch. */
export function repeatable(served: Served): () => Served {
  if (isStream(served)) {
    let rest = served
    return () => {
      const [next, branch] = rest.tee()
      rest = next
      return branch
    }
  }
  if (isContent(served) || isResponse(served) || !isStream(served.body)) return () => served
  const body = repeatable(served.body)
  return () => ({ ...served, body: body() as Content })
}

/**
 * A hand-made `Response`, because jsdom has none and the one of happy-dom does not stream. A `Response` from the test is
 * cloned, because its body can be read only once.
 */
export function respond(url: string, served: Served): Response {
  if (isResponse(served)) {
    const copy = typeof served.clone === 'function' ? served.clone() : served
    return Object.defineProperty(copy, 'url', { value: url, configurable: true })
  }
  const { status = 200, headers = {}, body = '' } = isContent(served) ? { body: served } : served
  if (isStream(body) && body.locked) {
    throw new TypeError('This stream was already read. Serve a function that returns a new one for each request.')
  }
  const { bytes, size } = openContent(body)
  const all = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]))
  if (size !== undefined && !all.has('content-length')) all.set('content-length', String(size))
  return createResponse(url, status, all, bytes)
}

function createResponse(
  url: string,
  status: number,
  all: Map<string, string>,
  initialBody: ReadableStream<Uint8Array>,
): Response {
  let body = initialBody
  const arrayBuffer = async () => (await readAll(body)).buffer
  const text = async () => new TextDecoder().decode(await arrayBuffer())
  const response = {
    url,
    status,
    statusText: '',
    ok: status >= 200 && status < 300,
    redirected: false,
    type: 'basic',
    headers: {
      get: (name: string) => all.get(name.toLowerCase()) ?? null,
      has: (name: string) => all.has(name.toLowerCase()),
      forEach: (call: (value: string, name: string) => void) => {
        for (const [name, value] of all) call(value, name)
      },
      entries: () => all.entries(),
      keys: () => all.keys(),
      values: () => all.values(),
      [Symbol.iterator]: () => all.entries(),
    },
    get body() {
      return body
    },
    get bodyUsed() {
      return body.locked
    },
    arrayBuffer,
    blob: async () => new Blob([await arrayBuffer()], { type: all.get('content-type') ?? '' }),
    bytes: async () => new Uint8Array(await arrayBuffer()),
    text,
    json: async () => JSON.parse(await text()),
    clone() {
      const [own, other] = body.tee()
      body = own
      return createResponse(url, status, all, other)
    },
  }
  return response as unknown as Response
}

function isResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && 'arrayBuffer' in value && 'status' in value
}

function isStream(value: unknown): value is ReadableStream<Uint8Array> {
  return typeof value === 'object' && value !== null && 'getReader' in value
}

/** A response whose body ends before its declared length. */
export function truncatedResponse(): NetworkAnswer {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const cause = Object.assign(new Error('The server closed the connection.'), { code: 'ECONNRESET' })
      controller.error(new TypeError('terminated', { cause }))
    },
  })
  return { body, headers: { 'content-length': '1024' } }
}

/** The content of a response. A stream can be read only once. */
export type Content = string | Uint8Array | ArrayBuffer | Blob | ReadableStream<Uint8Array>

/** Duck-typed, because `instanceof` fails for values of another realm, such as Node's buffers under jsdom. */
export function isContent(value: unknown): value is Content {
  if (typeof value === 'string' || ArrayBuffer.isView(value)) return true
  if (typeof value !== 'object' || value === null) return false
  return 'getReader' in value || isBlob(value) || isBuffer(value)
}

export function openContent(content: Content): Pick<Opened, 'bytes' | 'size'> {
  if (typeof content === 'string') return inMemory(new TextEncoder().encode(content))
  if (ArrayBuffer.isView(content))
    return inMemory(new Uint8Array(content.buffer, content.byteOffset, content.byteLength))
  if ('getReader' in content) return { bytes: content }
  if (isBuffer(content)) return inMemory(new Uint8Array(content))
  return { bytes: streamOf(content), size: content.size }
}

function isBuffer(value: object): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]'
}

function isBlob(value: object): value is Blob {
  return 'slice' in value && 'size' in value && 'type' in value
}

function streamOf(blob: Blob): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async start(controller) {
      controller.enqueue(new Uint8Array(await bufferOf(blob)))
      controller.close()
    },
  })
}

/** The `Blob` of jsdom has no `arrayBuffer`. */
function bufferOf(blob: Blob): Promise<ArrayBuffer> {
  if (typeof blob.arrayBuffer === 'function') return blob.arrayBuffer()
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as ArrayBuffer)
    reader.onerror = () => reject(reader.error)
    reader.readAsArrayBuffer(blob)
  })
}

export async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value)
  const all = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0))
  let position = 0
  for (const chunk of chunks) {
    all.set(chunk, position)
    position += chunk.length
  }
  return all
}
