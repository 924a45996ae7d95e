import type { Client } from '../../my/client.ts'

/** What one `photosalbum run` is about: it goes to the process that the app runs in as JSON. */
export interface Task {
  /** The mini-program's folder: where an import of `/util` starts. */
  readonly root: string
  /** Its `app.js`, where there is one. */
  readonly app?: string
  readonly page: string
  /** `pages/index/index` */
  readonly route: string
  readonly query: { readonly [name: string]: string }
  /** Methods of the page, to be called one after another. */
  readonly calls: readonly string[]
  /** `app.json` */
  readonly appConfig: unknown
  readonly client: { readonly [Field in keyof Client]?: Client[Field] | undefined }
  readonly permission: 'granted' | 'denied' | 'ask'
  readonly album: string | undefined
  readonly json: boolean
}
