import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'
import { toSaveError } from '../core/errors.ts'

const ERROR_HEADER = 'x-photosalbum-error'

/** What a request is answered with. */
export interface Answer {
  /** 200 unless told otherwise. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array | ReadableStream<Uint8Array>
}

/** Holds for everything that is served: nothing is sniffed, embedded elsewhere, kept, or told to others. */
const ALWAYS = {
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'same-origin',
  'x-content-type-options': 'nosniff',
}

export const text = (status: number, message: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${message}\n`,
})

export const json = (value: unknown): Answer => ({
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(value),
})

/**
 * A failure that is the answer, and not one of this server: this header and a JSON body carry it, so that no status of
 * a foreign server is taken for it, and a browser's console calls nothing an error that the page deals with.
 */
export const failure = (thrown: unknown): Answer => {
  const { reason, message } = toSaveError(thrown)
  const answer = json({ reason, message })
  return { ...answer, headers: { ...answer.headers, [ERROR_HEADER]: reason } }
}

export const script = (code: string): Answer => ({
  headers: { 'content-type': 'text/javascript; charset=utf-8' },
  body: code,
})

export async function send(response: ServerResponse, { status = 200, headers, body }: Answer): Promise<void> {
  response.writeHead(status, { ...ALWAYS, ...headers })
  if (!(body instanceof ReadableStream)) {
    response.end(body)
    return
  }
  // A body that breaks off must not look like one that ended: `pipeline` destroys the response.
  await pipeline(Readable.fromWeb(body as NodeReadableStream<Uint8Array>), response)
}
