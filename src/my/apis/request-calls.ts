import { isLocalUrl } from '../../app-files/paths.ts'
import { SaveError } from '../../core/errors.ts'
import { Cookies } from '../../sources/network/cookies.ts'
import type { ExchangeRequest, ExchangeResponse } from '../../sources/network/exchange.ts'
import { MAX_TIMEOUT_MS } from '../../util/async.ts'
import { quote } from '../../util/format.ts'
import { parseUrl } from '../../util/url.ts'
import { type Context, invalidParameter, positiveNumber, requireText } from '../api.ts'
import { ApiError, type Call, type Input } from '../call.ts'
import {
  ABORTED,
  FILE_NOT_FOUND,
  HTTP_NOT_SUPPORTED,
  HTTP_STATUS,
  INVALID_PARAMETER,
  NETWORK_FAILED,
  NOT_DECODED,
  TIMED_OUT,
} from '../codes.ts'
import { checkPath } from '../sources.ts'

/** The implementation of `my.request`, `my.httpRequest` and `my.uploadFile`, loaded when one of them is called. */

export type RequestOption = 'url' | 'headers' | 'header' | 'method' | 'data' | 'timeout' | 'dataType'
export type UploadOption = 'url' | 'filePath' | 'name' | 'fileName' | 'header' | 'formData' | 'timeout' | 'hideLoading'

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/
/** The documented default, in milliseconds. */
const REQUEST_TIMEOUT = 30_000
const UPLOAD_TIMEOUT = 60_000
/** Responses are kept in memory, so their size is limited. In bytes. */
const MAX_RESPONSE_BYTES = 100 * 1024 * 1024

const METHODS = ['GET', 'POST', 'PUT', 'DELETE']
const DATA_TYPES = ['json', 'text', 'base64', 'arraybuffer']

export async function sendRequest(
  api: 'request' | 'httpRequest',
  { url, headers, header, method = 'GET', data, timeout, dataType = 'json' }: Input<RequestOption>,
  call: Call,
  context: Context,
): Promise<object> {
  const verb = listed(api, 'method', method, METHODS)
  const type = listed(api, 'dataType', dataType, DATA_TYPES)
  // The older API accepts plain HTTP, and has another default (my.request 常见问题.md).
  const isOlder = api === 'httpRequest'
  const sent = headersOf(api, headers ?? header, isOlder ? 'application/x-www-form-urlencoded' : undefined)
  const address = addressOf(api, url, context, isOlder)
  if (verb === 'GET') appendQuery(address, data)
  const body = verb === 'GET' ? undefined : bodyOf(data, sent['content-type'] ?? '')
  const limit = positiveNumber(timeout, REQUEST_TIMEOUT)
  const {
    status,
    headers: received,
    bytes,
  } = await exchange(
    api,
    { url: address.href, method: verb, headers: sent, body },
    { limit, call, context, timedOut: TIMED_OUT },
  )
  if (status >= 400) {
    throw new ApiError(HTTP_STATUS, `my.${api}: ${address.host} answers with the HTTP status ${status}.`, {
      details: { code: 'request-status', api, host: address.host, status },
      fields: { status, headers: received, data: textOf(bytes, received) },
    })
  }
  return { data: decoded(api, bytes, type, received), status, headers: received }
}

export async function upload(
  { url, filePath, name, fileName, header, formData = {}, timeout, hideLoading }: Input<UploadOption>,
  call: Call,
  context: Context,
): Promise<object> {
  const api = 'uploadFile'
  const address = addressOf(api, url, context)
  // `fileName` is the name in older versions of the documentation. Clients accept both.
  const field = requireText(name ?? fileName, api, 'name')
  const path = requireText(filePath, api, 'filePath')
  const headers = headersOf(api, header)
  const file = await readFile(path, call, context)
  const boundary = `photosalbum-${crypto.randomUUID()}`
  const body = multipart(boundary, entriesOf(formData), { field, name: path.slice(path.lastIndexOf('/') + 1), file })
  const progress = (written: number) =>
    call.listeners.emit('ProgressUpdate', {
      progress: Math.floor((written / body.length) * 100),
      totalBytesWritten: written,
      totalBytesExpectedToWrite: body.length,
    })
  if (!hideLoading) context.screen.loading?.({ content: '' })
  try {
    progress(0)
    const {
      status,
      headers: received,
      bytes,
    } = await exchange(
      api,
      {
        url: address.href,
        method: 'POST',
        headers: { ...headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
        body,
      },
      {
        limit: positiveNumber(timeout, UPLOAD_TIMEOUT),
        call,
        context,
        timedOut: NETWORK_FAILED,
        onHeaders: (arrived) => {
          progress(body.length)
          call.listeners.emit('HeadersReceived', { headers: arrived })
        },
      },
    )
    return { data: textOf(bytes, received), statusCode: status, header: received }
  } finally {
    if (!hideLoading) context.screen.loading?.(undefined)
  }
}

interface Limits {
  /** In milliseconds. */
  readonly limit: number
  readonly call: Call
  readonly context: Context
  /** The error code of a timeout. */
  readonly timedOut: number
  onHeaders?(headers: ExchangeResponse['headers']): void
}

type Answered = Pick<ExchangeResponse, 'status' | 'headers'> & { readonly bytes: Uint8Array<ArrayBuffer> }

/** Sends a request and reads the whole response, within `limit` milliseconds. */
async function exchange(
  api: string,
  request: Omit<ExchangeRequest, 'signal'>,
  { limit, call, context, timedOut, onHeaders }: Limits,
): Promise<Answered> {
  const ending = new AbortController()
  const abort = () => ending.abort()
  call.signal.addEventListener('abort', abort)
  let isLate = false
  const timer = setTimeout(
    () => {
      isLate = true
      abort()
    },
    Math.min(limit, MAX_TIMEOUT_MS),
  )
  try {
    if (call.signal.aborted) abort()
    const kept = cookiesOf(context)
    const sent = { ...request, cookies: kept.all, signal: ending.signal }
    const { status, headers, cookies = [], body } = await context.exchange(sent)
    for (const cookie of cookies) kept.add(cookie)
    onHeaders?.(headers)
    return { status, headers, bytes: await readAll(api, body, ending.signal) }
  } catch (cause) {
    if (isLate) {
      const { host } = new URL(request.url)
      throw new ApiError(timedOut, `my.${api}: ${host} did not answer within ${limit} ms. Try again.`, {
        cause,
        details: { code: 'request-timeout', api, host, timeout: limit },
      })
    }
    // The documented message.
    if (call.signal.aborted) throw new ApiError(ABORTED, `${api}:fail abort`, { cause })
    throw cause
  } finally {
    clearTimeout(timer)
    call.signal.removeEventListener('abort', abort)
  }
}

/** my.request 常见问题.md: cookies live in the process of the app, and are sent with its next requests. */
const processes = new WeakMap<object, Cookies>()

function cookiesOf({ files }: Context): Cookies {
  const cookies = processes.get(files) ?? new Cookies()
  processes.set(files, cookies)
  return cookies
}

async function readAll(
  api: string,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const reader = body.getReader()
  const cancel = () => void reader.cancel(signal.reason).catch(() => {})
  signal.addEventListener('abort', cancel)
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      signal.throwIfAborted()
      if (done) break
      size += value.byteLength
      if (size > MAX_RESPONSE_BYTES) {
        cancel()
        throw new SaveError('too-large', `my.${api}: the response is larger than ${MAX_RESPONSE_BYTES} bytes.`, {
          details: { code: 'image-too-large', image: 'The response', maxBytes: MAX_RESPONSE_BYTES },
        })
      }
      chunks.push(value)
    }
  } finally {
    signal.removeEventListener('abort', cancel)
  }
  const bytes = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

function addressOf(api: string, given: unknown, context: Context, allowsHttp = false): URL {
  const url = requireText(given, api, 'url')
  const address = parseUrl(url)
  if (!address || !/^https?:$/.test(address.protocol) || isLocalUrl(address)) {
    throw invalidParameter(`my.${api}: ${quote(url)} cannot be requested: pass https://….`, {
      code: 'request-url-invalid',
      api,
      url: quote(url),
    })
  }
  const loopback = LOOPBACK.test(address.hostname)
  if (address.protocol === 'http:' && !allowsHttp && !(context.allowHttpLoopback && loopback)) {
    const remedy = loopback ? 'use https:, or createMy({ network: { allowHttpLoopback: true } })' : 'use https:'
    throw new ApiError(HTTP_NOT_SUPPORTED, `my.${api}: ${quote(url)} is http:, which is not supported: ${remedy}.`, {
      details: { code: 'http-not-supported', api, url: quote(url), loopback },
    })
  }
  return address
}

function headersOf(api: string, given: unknown, type = 'application/json'): Record<string, string> {
  const wrong = () =>
    invalidParameter(`my.${api}: headers are invalid: pass an object such as { "content-type": "application/json" }.`, {
      code: 'header-option-invalid',
      api,
    })
  // The entries of a string would be its characters, so it is rejected.
  if (typeof (given ?? {}) !== 'object') throw wrong()
  try {
    const headers = new Headers(Object.entries(given ?? {}).map(([name, value]) => [name, String(value)]))
    // Apps cannot set this header, as documented.
    headers.delete('referer')
    if (!headers.has('content-type')) headers.set('content-type', type)
    return Object.fromEntries(headers)
  } catch {
    throw wrong()
  }
}

function listed(api: string, option: string, given: unknown, choices: readonly string[]): string {
  const found = choices.find((choice) => typeof given === 'string' && choice.toLowerCase() === given.toLowerCase())
  if (found) return found
  const value = typeof given === 'string' ? quote(given) : typeof given
  throw new ApiError(INVALID_PARAMETER, `my.${api}: ${option} is ${value}: pass one of ${choices.join(', ')}.`, {
    details: { code: 'option-not-listed', api, option, value, choices: choices.join(', ') },
  })
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const entriesOf = (data: unknown): [name: string, value: string][] =>
  isRecord(data)
    ? Object.entries(data).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, isRecord(value) ? JSON.stringify(value) : String(value)]],
      )
    : []

const queryOf = (data: unknown): string =>
  typeof data === 'string'
    ? data.replace(/^\?/, '')
    : entriesOf(data)
        .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
        .join('&')

function appendQuery(address: URL, data: unknown): void {
  const query = bytesIn(data) ? '' : queryOf(data)
  if (query !== '') address.search = [address.search.replace(/^\?/, ''), query].filter(Boolean).join('&')
}

/** The body of a request: text and bytes unchanged, everything else encoded by its content type. */
function bodyOf(data: unknown, contentType: string): Uint8Array<ArrayBuffer> | undefined {
  if (data === undefined || data === null) return undefined
  const bytes = bytesIn(data)
  if (bytes) return bytes
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(contentType)
  return new TextEncoder().encode(typeof data === 'string' ? data : isForm ? queryOf(data) : JSON.stringify(data))
}

function bytesIn(data: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
  // `instanceof` fails for a buffer of another realm.
  return Object.prototype.toString.call(data) === '[object ArrayBuffer]'
    ? new Uint8Array(data as ArrayBuffer)
    : undefined
}

function decoded(api: string, bytes: Uint8Array<ArrayBuffer>, type: string, headers: ExchangeResponse['headers']) {
  if (type === 'arraybuffer') return bytes.buffer
  if (type === 'base64')
    return `data:${headers['content-type'] ?? 'application/octet-stream'};base64,${base64Of(bytes)}`
  const text = textOf(bytes, headers)
  if (type === 'text') return text
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    const start = quote(text.length > 40 ? `${text.slice(0, 40)}…` : text)
    throw new ApiError(NOT_DECODED, `my.${api}: the response is not JSON: ${start}. Pass dataType: "text" for text.`, {
      cause,
      details: { code: 'response-not-json', api, start },
      fields: { status: 200, headers, data: text },
    })
  }
}

/** Decodes a response with the charset that the server declares. */
function textOf(bytes: Uint8Array, headers: ExchangeResponse['headers']): string {
  const named = /charset\s*=\s*"?([\w-]+)/i.exec(headers['content-type'] ?? '')?.[1]
  try {
    // A byte order mark is kept, so that parsing JSON with one fails, as documented.
    return new TextDecoder(named ?? 'utf-8', { ignoreBOM: true }).decode(bytes)
  } catch {
    return new TextDecoder().decode(bytes)
  }
}

function base64Of(bytes: Uint8Array): string {
  let text = ''
  // In chunks, since the number of arguments of a call is limited.
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192))
  return btoa(text)
}

async function readFile(path: string, call: Call, context: Context): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const { local, source } = await checkPath(path, 'filePath', context, { allowPackage: true })
    if (!local) throw new SaveError('not-found', `${quote(path)} is not a file of the app.`)
    const { bytes } = await source.open(call.signal)
    return await readAll('uploadFile', bytes, call.signal)
  } catch (cause) {
    if (cause instanceof ApiError || call.signal.aborted) throw cause
    const error = cause instanceof Error ? (cause as SaveError) : undefined
    throw new ApiError(FILE_NOT_FOUND, `my.uploadFile: ${error?.message ?? quote(path)}`, {
      cause,
      ...(error?.details && { details: error.details }),
    })
  }
}

/** `multipart/form-data` (RFC 7578). */
function multipart(
  boundary: string,
  fields: readonly (readonly [name: string, value: string])[],
  { field, name, file }: { field: string; name: string; file: Uint8Array },
): Uint8Array<ArrayBuffer> {
  const escaped = (text: string) =>
    text.replace(/["\r\n]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
  const texts = fields.map(
    ([key, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(key)}"\r\n\r\n${value}\r\n`,
  )
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${escaped(field)}"; filename="${escaped(name)}"\r\nContent-Type: application/octet-stream\r\n\r\n`
  const encoder = new TextEncoder()
  const parts = [encoder.encode(texts.join('') + head), file, encoder.encode(`\r\n--${boundary}--\r\n`)]
  const bytes = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
