import type { SaveErrorReason } from '../core/errors.ts'
import { lazyImport } from '../util/lazy-import.ts'
import type { AsyncApi } from './call.ts'
import { type DownloadTask, downloadTask } from './download-task.ts'
import type { Api } from './parts.ts'

export interface DownloadFileResult {
  /** The temporary file, unless `filePath` was passed. */
  apFilePath: string
  /** The same, from base library 2.7.23. */
  tempFilePath: string
  /** The user file, where `filePath` was passed. */
  filePath: string
  /** What the server said of its answer; nothing for a `data:` URL. */
  headers: Record<string, string>
  /** The same. */
  header: Record<string, string>
}

export type DownloadFile = AsyncApi<
  { url: string; filePath?: string; header?: Record<string, string>; timeout?: number },
  DownloadFileResult,
  DownloadFileResult,
  DownloadTask
>

/** The base library that brought `tempFilePath`, which is `apFilePath` again. */
export const TEMP_FILE_PATH_SINCE = '2.7.23'
export const NO_PERMISSION = 13
const FAILED = 12

const downloads = lazyImport(() => import('./download.ts'))

/** Downloads to a temporary file, named by its content, or to a user file (C40). Nothing is left of a failure. */
export const downloadFile: Api<'url' | 'filePath' | 'header' | 'timeout'> = {
  object: ['url', 'filePath', 'header', 'timeout'],
  returns: ['apFilePath', `tempFilePath@${TEMP_FILE_PATH_SINCE}`, 'filePath', 'headers', 'header'],
  code: (reason: SaveErrorReason) => (reason === 'permission-denied' ? NO_PERMISSION : FAILED),
  task: downloadTask,
  run: async (input, call, parts) => (await downloads()).download(input, call, parts),
}
