import { type AsyncApi, asyncApi, type Call, type CallHost } from './call.ts'

export interface DownloadProgress {
  /** In percent; 0 where the size in all is not known. */
  progress: number
  /** In bytes. */
  totalBytesWritten: number
  /** In bytes; 0 where nobody announced it. */
  totalBytesExpectedToWrite: number
}

/** What the promise of `my.downloadFile` can do besides, by the published typings. */
export interface DownloadTask {
  /** Ends the download: it fails with 12. */
  abort: (...options: [] | Parameters<AsyncApi<object, { success: true }>>) => Promise<{ success: true }>
  onHeadersReceived(listener: (event: { headers: Record<string, string> }) => void): void
  /** Without a listener, all of them go. */
  offHeadersReceived(listener?: (event: object) => void): void
  onProgressUpdate(listener: (event: DownloadProgress) => void): void
  offProgressUpdate(listener?: (event: object) => void): void
}

export function downloadTask(call: Call, host: CallHost): object {
  const { listeners } = call
  const abort = () => {
    call.abort()
    return { success: true }
  }
  return {
    abort: asyncApi(host, 'DownloadTask.abort', { object: [], run: abort }),
    ...Object.fromEntries(
      ['HeadersReceived', 'ProgressUpdate'].flatMap((event) => [
        [`on${event}`, (listener: unknown) => listeners.add(event, listener)],
        [`off${event}`, (listener?: unknown) => listeners.remove(event, listener)],
      ]),
    ),
  }
}

export function tellHeaders({ listeners }: Call, headers: Record<string, string>): void {
  listeners.emit('HeadersReceived', { headers })
}

export function tellProgress({ listeners }: Call, written: number, expected = 0): void {
  const progress: DownloadProgress = {
    progress: expected > 0 ? Math.floor((written / expected) * 100) : 0,
    totalBytesWritten: written,
    totalBytesExpectedToWrite: expected,
  }
  listeners.emit('ProgressUpdate', progress)
}
