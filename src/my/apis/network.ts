import { lazyImport } from '../../util/async.ts'
import type { Api } from '../api.ts'
import { type AsyncApi, asyncApi, type Call, type CallHost } from '../call.ts'
import { TEMP_FILE_PATH_SINCE } from '../client.ts'
import { NO_PERMISSION, NOT_FOUND } from '../codes.ts'
import type { DownloadProgress } from './network-calls.ts'

export interface DownloadFileResult {
  /** The temporary file, unless `filePath` was passed. */
  apFilePath: string
  /** The same, from base library 2.7.23. */
  tempFilePath: string
  /** The user file, if `filePath` was passed. */
  filePath: string
  /** The headers of the response. Empty for a `data:` URL. */
  headers: Record<string, string>
  /** The same object as `headers`. */
  header: Record<string, string>
}

/** The additional members of the promise of `my.downloadFile`, according to the published typings. */
export interface DownloadTask {
  /** Aborts the download, which fails with 12. */
  abort: (...options: [] | Parameters<AsyncApi<object, { success: true }>>) => Promise<{ success: true }>
  onHeadersReceived(listener: (event: { headers: Record<string, string> }) => void): void
  /** Without a listener, removes all listeners. */
  offHeadersReceived(listener?: (event: object) => void): void
  onProgressUpdate(listener: (event: DownloadProgress) => void): void
  offProgressUpdate(listener?: (event: object) => void): void
}

export type DownloadFile = AsyncApi<
  { url: string; filePath?: string; header?: Record<string, string>; timeout?: number },
  DownloadFileResult,
  DownloadFileResult,
  DownloadTask
>

const implementation = lazyImport(() => import('./network-calls.ts'))

/** Downloads to a temporary file, named by its content, or to a user file (C40). A failure leaves nothing behind. */
const downloadFile: Api<'url' | 'filePath' | 'header' | 'timeout'> = {
  options: ['url', 'filePath', 'header', 'timeout'],
  returns: [
    'apFilePath',
    `tempFilePath@${TEMP_FILE_PATH_SINCE}`,
    'filePath',
    'headers',
    'header',
    'abort',
    'onHeadersReceived',
    'offHeadersReceived',
    'onProgressUpdate',
    'offProgressUpdate',
  ],
  code: (reason) => (reason === 'permission-denied' ? NO_PERMISSION : NOT_FOUND),
  task: downloadTask,
  run: async (input, call, context) => (await implementation()).download(input, call, context),
}

export const apis = { downloadFile }

export function downloadTask(call: Call, host: CallHost): object {
  const { listeners } = call
  const abort = () => {
    call.abort()
    return { success: true }
  }
  return {
    abort: asyncApi(host, 'DownloadTask.abort', { options: [], run: abort }),
    ...Object.fromEntries(
      ['HeadersReceived', 'ProgressUpdate'].flatMap((event) => [
        [`on${event}`, (listener: unknown) => listeners.add(event, listener)],
        [`off${event}`, (listener?: unknown) => listeners.remove(event, listener)],
      ]),
    ),
  }
}
