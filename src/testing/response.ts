import { type Content, isContent, openContent, readAll } from './content.ts'

/** An answer with a status or headers of its own. The status is 200 unless told otherwise. */
export interface NetworkAnswer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Content
}

/** What a URL answers with. */
export type Served = Content | NetworkAnswer | Response

/**
 * A `Response` made by hand: jsdom has none, and happy-dom's reads its body in its own way. One that the test made is
 * passed on as it is.
 */
export function respond(url: string, served: Served): Response {
  const given = isContent(served) ? { body: served } : served
  if ('arrayBuffer' in given) return Object.defineProperty(given, 'url', { value: url })
  const { status = 200, headers = {}, body = '' } = given
  const { bytes, size } = openContent(body)
  const all = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  if (size !== undefined && !all.has('content-length')) all.set('content-length', String(size))
  const arrayBuffer = async () => (await readAll(bytes)).buffer
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
      forEach: (call: (value: string, name: string) => void) => all.forEach(call),
      entries: () => all.entries(),
      [Symbol.iterator]: () => all.entries(),
    },
    body: bytes,
    get bodyUsed() {
      return bytes.locked
    },
    arrayBuffer,
    text,
    json: async () => JSON.parse(await text()),
  }
  return response as unknown as Response
}

/** A body that breaks off: what was announced never comes. */
export function brokenOff(): NetworkAnswer {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const cause = Object.assign(new Error('The other side closed the connection.'), { code: 'ECONNRESET' })
      controller.error(new TypeError('terminated', { cause }))
    },
  })
  return { body, headers: { 'content-length': '1024' } }
}
