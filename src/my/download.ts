import { kindOf, SNIFFED } from '../app-files/kind.ts'
import { isLocalUrl, localPath } from '../app-files/paths.ts'
import { quote } from '../app-files/quote.ts'
import { USER_DATA_PATH } from '../app-files/user-data-path.ts'
import { throwIfCancelled } from '../core/errors.ts'
import type { Source } from '../core/types.ts'
import { dataUrl } from '../sources/data-url.ts'
import { raceAbort } from '../util/abort.ts'
import { parseUrl } from '../util/url.ts'
import { ApiError, type Call, type Input } from './call.ts'
import { NO_PERMISSION, TEMP_FILE_PATH_SINCE } from './download-file.ts'
import { tellHeaders, tellProgress } from './download-task.ts'
import { invalidParameter, positive, requireText } from './parameters.ts'
import type { Parts, RemoteOptions } from './parts.ts'
import { isAtLeast } from './versions.ts'

const NO_HTTP = 20
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/

/** What `my.downloadFile` does, loaded when it is called. */
export async function download(
  { url, filePath, header, timeout }: Input<'url' | 'filePath' | 'header' | 'timeout'>,
  call: Call,
  parts: Parts,
): Promise<object> {
  const target = filePath === undefined ? undefined : userFile(filePath)
  let headers: Record<string, string> = {}
  const source = sourceOf(requireText(url, 'downloadFile', 'url'), parts, {
    headers: headersOf(header),
    timeout: positive(timeout, 0) || undefined,
    onHeaders(received) {
      headers = received
      tellHeaders(call, received)
    },
    onBytes: (written, expected) => tellProgress(call, written, expected),
  })
  const { files, limits, client, slots } = parts
  const options = { filePath: target, maxBytes: limits.maxBytes }
  let receiving: Promise<string> | undefined
  const turn = slots(async () => {
    throwIfCancelled(call.signal)
    receiving = files.receive(source, call.signal, options)
    return receiving
  })
  // Who waits for a turn is told of an abort at once; what had its turn first removes what it has written.
  const path = await raceAbort(turn, call.signal).catch((thrown) => receiving ?? Promise.reject(thrown))
  const answer = { headers, header: { ...headers } }
  if (target !== undefined) return { filePath: path, ...answer }
  const alias = isAtLeast(client.SDKVersion, TEMP_FILE_PATH_SINCE) && { tempFilePath: path }
  return { apFilePath: path, ...alias, ...answer }
}

/** Only below `https://usr` may an app write. */
function userFile(filePath: unknown): string {
  const path = requireText(filePath, 'downloadFile', 'filePath')
  if (checked(() => localPath(path))?.host === 'usr') return path
  throw new ApiError(
    NO_PERMISSION,
    `my.downloadFile: ${quote(path)} may not be written: pass a filePath below ${USER_DATA_PATH}.`,
  )
}

function sourceOf(url: string, parts: Parts, options: RemoteOptions): Source {
  if (/^data:/i.test(url)) return dataImage(url)
  const address = parseUrl(url)
  if (!address || !/^https?:$/.test(address.protocol) || isLocalUrl(address)) {
    throw invalidParameter(
      `my.downloadFile: ${quote(url)} is no address to download from: give https://… or a data: image.`,
    )
  }
  const isLoopback = LOOPBACK.test(address.hostname)
  if (address.protocol === 'http:' && !(parts.allowHttpLoopback && isLoopback)) {
    const remedy = isLoopback ? 'use https:, or createMy({ network: { allowHttpLoopback: true } })' : 'use https:'
    throw new ApiError(NO_HTTP, `my.downloadFile: ${quote(url)} is http:, which is not supported: ${remedy}.`)
  }
  return parts.remote(url, options)
}

/** The way out that the document names for images in base64: other content is not for a `data:` URL (C40). */
function dataImage(url: string): Source {
  return {
    async open(signal) {
      const opened = await checked(() => dataUrl(url).open(signal))
      const head = (await opened.access?.read(0, SNIFFED)) ?? new Uint8Array()
      if (kindOf(head) === 'image') return opened
      throw invalidParameter('my.downloadFile: the data: URL holds no image. Pass one as data:image/png;base64,….')
    },
  }
}

/** What is wrong with what was passed is 2, as opposed to what is wrong with what is behind it. */
function checked<T>(look: () => T): T {
  try {
    return look()
  } catch (thrown) {
    throw invalidParameter(`my.downloadFile: ${(thrown as Error).message}`)
  }
}

function headersOf(header: unknown): Record<string, string> {
  const wrong = () =>
    invalidParameter('my.downloadFile: header is not one: give an object such as { "Referer": "https://…" }.')
  const given = header ?? {}
  // Of a text, the entries would be its letters.
  if (typeof given !== 'object') throw wrong()
  try {
    return Object.fromEntries(new Headers(Object.entries(given).map(([name, value]) => [name, String(value)])))
  } catch {
    throw wrong()
  }
}
