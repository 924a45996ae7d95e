import { kindOf, SNIFFED_BYTES } from '../../app-files/file-names.ts'
import { isLocalUrl, localPath } from '../../app-files/paths.ts'
import { toSaveError } from '../../core/errors.ts'
import type { Source } from '../../core/types.ts'
import { dataUrl } from '../../sources/data-url.ts'
import type { Fetch } from '../../sources/network/network.ts'
import { quote } from '../../util/format.ts'
import { parseUrl } from '../../util/url.ts'
import { type Context, invalidParameter, positiveNumber, type RemoteOptions, requireText } from '../api.ts'
import { ApiError, type Call, type Input } from '../call.ts'
import { isAtLeast, TEMP_FILE_PATH_SINCE } from '../client.ts'
import { HTTP_NOT_SUPPORTED, INVALID_PARAMETER, NO_PERMISSION } from '../codes.ts'

const API = 'downloadFile'
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

export interface DownloadProgress {
  /** In percent; 0 if the total size is not known. */
  progress: number
  /** In bytes. */
  totalBytesWritten: number
  /** In bytes; 0 if the size was not announced. */
  totalBytesExpectedToWrite: number
}

/** The implementation of `my.downloadFile`, loaded when it is called. */
export async function download(
  { url, filePath, header, timeout }: Input<'url' | 'filePath' | 'header' | 'timeout'>,
  call: Call,
  context: Context,
): Promise<object> {
  const target = filePath === undefined ? undefined : userFile(filePath)
  let headers: Record<string, string> = {}
  const options: RemoteOptions = {
    headers: headersOf(header),
    timeout: positiveNumber(timeout, 0) || undefined,
    wrapFetch: (fetch) =>
      reportingHeaders(fetch, (received) => {
        headers = received
        call.listeners.emit('HeadersReceived', { headers: received })
      }),
  }
  const source = sourceOf(requireText(url, API, 'url'), context, options, (written, total) =>
    call.listeners.emit('ProgressUpdate', progress(written, total)),
  )
  const { files, limits, client, limiter } = context
  const receiving = { filePath: target, maxBytes: limits.maxBytes }
  // An abort fails a queued download immediately. A running download first removes the partial file.
  const path = await limiter.run(() => files.receive(source, call.signal, receiving), call.signal)
  const response = { headers, header: { ...headers } }
  if (target !== undefined) return { filePath: path, ...response }
  const alias = isAtLeast(client.SDKVersion, TEMP_FILE_PATH_SINCE) && { tempFilePath: path }
  return { apFilePath: path, ...alias, ...response }
}

function reportingHeaders(fetch: Fetch, onHeaders: (headers: Record<string, string>) => void): Fetch {
  const reporting: Fetch = async (...request) => {
    const response = await fetch(...request)
    // Headers of redirects are not reported.
    if (response.ok) onHeaders(Object.fromEntries(response.headers))
    return response
  }
  return Object.assign(reporting, { checksAddresses: fetch.checksAddresses })
}

type OnBytes = (count: number, total: number | undefined) => void

function reportingBytes(source: Source, onBytes: OnBytes): Source {
  return {
    async open(signal) {
      const opened = await source.open(signal)
      let count = 0
      const counter = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          count += chunk.byteLength
          onBytes(count, opened.size)
          controller.enqueue(chunk)
        },
      })
      return { ...opened, bytes: opened.bytes.pipeThrough(counter) }
    },
  }
}

function progress(written: number, total = 0): DownloadProgress {
  return {
    progress: total > 0 ? Math.floor((written / total) * 100) : 0,
    totalBytesWritten: written,
    totalBytesExpectedToWrite: total,
  }
}

/** An app may write only below `https://usr`. */
function userFile(filePath: unknown): string {
  const path = requireText(filePath, API, 'filePath')
  if (asParameter(() => localPath(path))?.host === 'usr') return path
  throw new ApiError(
    NO_PERMISSION,
    `my.${API}: ${quote(path)} is read-only for the app: pass a path below https://usr.`,
    {
      details: { code: 'file-read-only', path: quote(path) },
    },
  )
}

function sourceOf(url: string, context: Context, options: RemoteOptions, onBytes: OnBytes): Source {
  if (/^data:/i.test(url)) return dataImage(url)
  const address = parseUrl(url)
  if (!address || !/^https?:$/.test(address.protocol) || isLocalUrl(address)) {
    throw invalidParameter(
      `my.${API}: ${quote(url)} cannot be downloaded: pass https://… or a data: URL of an image.`,
      {
        code: 'url-invalid',
        api: API,
        url: quote(url),
      },
    )
  }
  const loopback = LOOPBACK.test(address.hostname)
  if (address.protocol === 'http:' && !(context.allowHttpLoopback && loopback)) {
    const remedy = loopback ? 'use https:, or createMy({ network: { allowHttpLoopback: true } })' : 'use https:'
    throw new ApiError(HTTP_NOT_SUPPORTED, `my.${API}: ${quote(url)} is http:, which is not supported: ${remedy}.`, {
      details: { code: 'http-not-supported', api: API, url: quote(url), loopback },
    })
  }
  return reportingBytes(context.remote(url, options), onBytes)
}

/** The documented way to save a Base64 image. `data:` URLs of other types are not accepted (C40). */
function dataImage(url: string): Source {
  return {
    async open(signal) {
      const opened = await asParameter(() => dataUrl(url).open(signal))
      const head = (await opened.access?.read(0, SNIFFED_BYTES)) ?? new Uint8Array()
      if (kindOf(head) === 'image') return opened
      throw invalidParameter(`my.${API}: the data: URL contains no image: pass one such as data:image/png;base64,….`, {
        code: 'data-url-without-image',
        api: API,
      })
    },
  }
}

/** An invalid parameter has the code 2, unlike a failed download. */
function asParameter<T>(check: () => T): T {
  try {
    return check()
  } catch (thrown) {
    const error = toSaveError(thrown)
    const options = { cause: thrown, ...(error.details && { details: error.details }) }
    throw new ApiError(INVALID_PARAMETER, `my.${API}: ${error.message}`, options)
  }
}

function headersOf(header: unknown): Record<string, string> {
  const wrong = () =>
    invalidParameter(`my.${API}: header is invalid: pass an object such as { "Referer": "https://…" }.`, {
      code: 'header-option-invalid',
      api: API,
    })
  const given = header ?? {}
  // The entries of a string would be its characters, so it is rejected.
  if (typeof given !== 'object') throw wrong()
  try {
    return Object.fromEntries(new Headers(Object.entries(given).map(([name, value]) => [name, String(value)])))
  } catch {
    throw wrong()
  }
}
