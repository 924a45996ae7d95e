/** The requests to the worker. `language` is that of its messages. */
export type ToWorker = { readonly language: string } & (
  | { readonly type: 'request'; readonly path: string; readonly method: string; readonly body: string | undefined }
  | { readonly type: 'open'; readonly name: string; readonly files: readonly (readonly [string, File | string])[] }
)

export interface Answer {
  readonly status: number
  readonly headers: [string, string][]
  readonly body: ArrayBuffer
}
