import { lazyImport } from '../../util/async.ts'
import type { Api, Context } from '../api.ts'
import { type AsyncApi, asyncApi, type Call, type CallHost } from '../call.ts'
import { NETWORK_FAILED } from '../codes.ts'
import { type DownloadTask, downloadTask } from './network.ts'
import type { RequestOption, UploadOption } from './request-calls.ts'

type Headers = Record<string, string>

export interface RequestOptions {
  url: string
  /** @default { 'content-type': 'application/json' } */
  headers?: Headers
  /** @default 'GET' */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE'
  data?: string | object | ArrayBuffer
  /**
   * In milliseconds.
   * @default 30_000
   */
  timeout?: number
  /** @default 'json' */
  dataType?: 'json' | 'text' | 'base64' | 'arraybuffer'
}

export interface RequestResult {
  /** In the format of `dataType`. Base64 is a `data:` URL. */
  data: unknown
  status: number
  headers: Headers
}

export interface RequestTask {
  /** Aborts the request, which fails with 9. */
  abort(): void
}

export type Request = AsyncApi<RequestOptions, RequestResult, RequestResult, RequestTask>
export type UploadFile = AsyncApi<
  {
    url: string
    filePath: string
    name: string
    header?: Headers
    formData?: Record<string, string>
    timeout?: number
    hideLoading?: boolean
  },
  { data: string; statusCode: number; header: Headers },
  { data: string; statusCode: number; header: Headers },
  DownloadTask
>

const implementation = lazyImport(() => import('./request-calls.ts'))

const code = () => NETWORK_FAILED

const request = (api: 'request' | 'httpRequest', since?: string): Api<RequestOption> => ({
  ...(since && { since }),
  options: ['url', 'headers', 'header', 'method', 'data', 'timeout', 'dataType'],
  ignores: ['enableCookie'],
  values: { method: ['GET', 'POST', 'PUT', 'DELETE'], dataType: ['json', 'text', 'base64', 'arraybuffer'] },
  returns: ['data', 'status', 'headers', 'abort'],
  code,
  task: requestTask,
  run: async (input, call, context) => (await implementation()).sendRequest(api, input, call, context),
})

const uploadFile: Api<UploadOption> = {
  options: ['url', 'filePath', 'name', 'fileName', 'header', 'formData', 'timeout', 'hideLoading'],
  ignores: ['fileType'],
  returns: ['data', 'statusCode', 'header', 'abort', 'onProgressUpdate', 'onHeadersReceived', 'offHeadersReceived'],
  code,
  task: downloadTask,
  run: async (input, call, context: Context) => (await implementation()).upload(input, call, context),
}

export const apis = { httpRequest: request('httpRequest'), request: request('request', '1.11.0'), uploadFile }

/** The additional members of the promise of `my.request`. */
export function requestTask(call: Call, host: CallHost): object {
  const abort = () => {
    call.abort()
    return {}
  }
  return { abort: asyncApi(host, 'RequestTask.abort', { options: [], run: abort }) }
}
