/** What the phone and the worker that runs the app tell each other, beside the calls of `my`. */

/** A `<canvas>` of the page's markup. In px. */
export interface CanvasElement {
  readonly id: string
  readonly width: number
  readonly height: number
}

export interface Start {
  readonly type: 'start'
  /** For `connectMy`: the app's own `my`. */
  readonly my: MessagePort
  /** Addresses of the scripts, in the order in which they run. */
  readonly scripts: readonly string[]
  readonly route: string
  /** The address that the paths of the app's files begin with. */
  readonly root: string
  readonly canvases: readonly CanvasElement[]
}

export type ToApp =
  | Start
  | { readonly type: 'tap'; readonly method: string; readonly tap: number }
  | { readonly type: 'show' }
  | { readonly type: 'hide' }
  | FileAnswer

export type Level = 'log' | 'info' | 'warn' | 'error' | 'debug'

export type FromApp =
  /** Every script ran, and the page's life cycle with them. */
  | {
      readonly type: 'opened'
      readonly methods: readonly string[]
      readonly lifeCycle: readonly string[]
      readonly hasPage: boolean
      /** Methods that want something else than the event of a tap, and the names of what they want. */
      readonly parameters: Readonly<Record<string, string>>
    }
  | { readonly type: 'data'; readonly data: unknown }
  | { readonly type: 'console'; readonly level: Level; readonly text: string }
  | { readonly type: 'error'; readonly text: string; readonly fatal: boolean }
  /** The method of a tap returned: the app is not busy. */
  | { readonly type: 'tapped'; readonly tap: number }
  | { readonly type: 'canvas'; readonly id: string; readonly picture: ImageBitmap }
  /** An event of a call that the worker answers itself: of the canvas. */
  | { readonly type: 'event'; readonly event: LocalEvent }
  /** Something that the person should know of how it is here. */
  | { readonly type: 'note'; readonly note: 'noCanvas' | 'noSelector'; readonly of: string }
  | FileRequest

/** The canvas reads what a path leads to, or makes a temporary file of bytes. */
export type FileRequest = { readonly type: 'file'; readonly request: number } & (
  | { readonly path: string }
  | { readonly bytes: ArrayBuffer }
)

/** The bytes of a path, the path of the new file, or why there is none. */
export type FileAnswer = { readonly type: 'answer'; readonly request: number } & (
  | { readonly bytes: ArrayBuffer }
  | { readonly path: string }
  | { readonly problem: string }
)

/** How a call goes that never leaves the worker. The same words as the events of `my`. */
export type LocalEvent =
  | {
      readonly type: 'called'
      readonly call: number
      readonly api: string
      readonly options: object
    }
  | {
      readonly type: 'callback'
      readonly call: number
      readonly callback: 'success' | 'fail' | 'complete'
      readonly result: object
    }
  | { readonly type: 'settled'; readonly call: number; readonly result: object; readonly failed: boolean }
