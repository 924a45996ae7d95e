import type { NavigationBar } from '../../../src/mini-program/page-apis.ts'
import type { TabBarChange } from '../../../src/mini-program/tab-bar-apis.ts'
import type {
  Json,
  LayoutAnswer,
  LayoutRequest,
  PageState,
  Patch,
  Problem,
  Program,
  ViewComponent,
  ViewElement,
  ViewEvent,
  ViewUpdate,
} from '../../../src/mini-program/types.ts'
import type { NetworkType } from '../../../src/my/network-type.ts'
import type { AlertOptions, MemberScope, ShareOptions } from '../../../src/my/screen.ts'
import type { SocketAction, SocketReport } from '../../../src/sources/network/socket-messages.ts'
import type { KeptFile } from './file-messages.ts'

/** The messages between the phone and the worker that runs the app. Calls of `my` and the files have their own ports. */

/** A compiled program without its script, which the worker has run already. */
export type ProgramData = Omit<Program, 'code'>

export interface Start {
  readonly type: 'start'
  /** The port of `my`, for `connectMy`. */
  readonly my: MessagePort
  readonly program: ProgramData
  readonly route: string
  readonly query: Readonly<Record<string, string>>
  /** The app's storage, so that it can be read synchronously. */
  readonly storage: readonly StoredValue[]
  /** The port of the app's files, the stored files, and the package files that the app may read. */
  readonly files: MessagePort
  readonly keptFiles: readonly KeptFile[]
  readonly packageFiles: readonly (readonly [path: string, bytes: ArrayBuffer])[]
  /** The direction of the top of the phone, in degrees clockwise from north. */
  readonly heading: number
}

export type PersonQuestion =
  | { readonly kind: 'share'; readonly options: ShareOptions }
  | { readonly kind: 'authorize'; readonly scope: MemberScope }
  | { readonly kind: 'leave'; readonly message: string }
  | { readonly kind: 'alert'; readonly options: AlertOptions }

/** A key of the app's storage and its value. */
export type StoredValue<Value = string> = readonly [key: string, value: Value]

export type ToApp =
  | Start
  | { readonly type: 'event'; readonly event: ViewEvent }
  /** An event of a whole page, such as `onPageScroll`. */
  | { readonly type: 'page-event'; readonly name: string; readonly argument?: Json; readonly page?: number }
  /**
   * The user calls a method of the page. Without values, the method receives a tap event. `tap` is a counter that the reply
   * repeats.
   */
  | { readonly type: 'call'; readonly method: string; readonly tap: number; readonly values: readonly Json[] }
  /** The target of the data panel: the visible page, a component by its node, or none. */
  | { readonly type: 'inspect'; readonly target: 'page' | number | undefined }
  /** The developer changed the storage. A key without a value was removed. */
  | { readonly type: 'storage'; readonly changes: readonly StoredValue<string | undefined>[] }
  /** Only templates have changed. */
  | { readonly type: 'templates'; readonly templates: Program['templates'] }
  /** The number of updates since the start that are on the screen. */
  | { readonly type: 'shown'; readonly count: number }
  | { readonly type: 'back' }
  /** Navigates to the first page of the app. */
  | { readonly type: 'first-page' }
  | { readonly type: 'tab'; readonly index: number }
  | { readonly type: 'show' }
  /** The user shares the page from the menu. */
  | { readonly type: 'share' }
  /** The answer of the user. */
  | { readonly type: 'person'; readonly request: number; readonly answer: boolean }
  | { readonly type: 'hide' }
  /** The user turns the phone, or shakes it. */
  | { readonly type: 'heading'; readonly heading: number }
  | { readonly type: 'shake' }
  /** The network setting of the phone changed. */
  | { readonly type: 'network'; readonly networkType: NetworkType }
  | { readonly type: 'layout'; readonly request: number; readonly answer: LayoutAnswer }
  /** An event of a connection of the app. */
  | { readonly type: 'socket'; readonly socket: number; readonly report: SocketReport }
  | PictureAnswer

export type Level = 'log' | 'info' | 'warn' | 'error' | 'debug'

/** The visible page, for the panels around the phone. */
export interface PageSummary {
  readonly route: string
  readonly hasPage: boolean
  readonly hasTemplate: boolean
  readonly methods: readonly string[]
  readonly lifeCycle: readonly string[]
  /** Methods that expect something other than a tap event, with their parameter lists. */
  readonly parameters: Readonly<Record<string, string>>
}

export type FromApp =
  /** The first page is shown. */
  | { readonly type: 'launched' }
  /** The phone replies with `shown` when the update is on the screen. */
  | { readonly type: 'update'; readonly update: ViewUpdate }
  | { readonly type: 'page'; readonly page: PageSummary; readonly stack: readonly PageState[] }
  | { readonly type: 'data'; readonly data: unknown }
  | { readonly type: 'console'; readonly level: Level; readonly text: string; readonly source?: string }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'error'; readonly text: string; readonly fatal: boolean }
  /** The called method has returned, so the app is not busy. */
  | { readonly type: 'called'; readonly tap: number }
  | { readonly type: 'canvas'; readonly id: string; readonly picture: ImageBitmap }
  /** An event of a call that the worker handles itself. */
  | { readonly type: 'event'; readonly event: LocalEvent }
  | { readonly type: 'note'; readonly note: 'noCanvas' | 'noSelector' | 'moreLines'; readonly of: string }
  | { readonly type: 'layout'; readonly request: number; readonly layout: LayoutRequest }
  | { readonly type: 'navigation-bar'; readonly page: number; readonly bar: NavigationBar }
  | { readonly type: 'can-pull-down'; readonly page: number; readonly allowed: boolean }
  | { readonly type: 'pull-refresh'; readonly page: number; readonly active: boolean }
  | { readonly type: 'scroll-to'; readonly scrollTop: number; readonly duration: number }
  | { readonly type: 'tab-bar'; readonly change: TabBarChange }
  | { readonly type: 'hide-keyboard' }
  /** The app exits. */
  | { readonly type: 'exit' }
  /** A question for the user that does not come from an API of the phone. */
  | { readonly type: 'ask-person'; readonly request: number; readonly ask: PersonQuestion }
  /** An action for a connection of the app. */
  | { readonly type: 'socket'; readonly socket: number; readonly action: SocketAction }
  /** The app changed its storage. A key without a value was removed. */
  | { readonly type: 'storage'; readonly changes: readonly StoredValue<string | undefined>[] }
  | PictureRequest

/**
 * A message in the format in which the worker sends it. Updates are sent as JSON: parsing the thousands of values of a long
 * list is several times as fast as cloning them.
 */
export type Sent = Exclude<FromApp, { readonly type: 'update' }> | { readonly type: 'update'; readonly update: string }

/** An update in that JSON. The properties that the nodes of one place in a template share are sent only once, as a pattern. */
export type WrittenUpdate =
  | Extract<ViewUpdate, { readonly type: 'stack' }>
  | (Omit<Extract<ViewUpdate, { readonly type: 'open' }>, 'root'> & {
      readonly patterns: readonly Pattern[]
      readonly root: NodeList
    })
  | (Omit<Extract<ViewUpdate, { readonly type: 'patch' }>, 'patches'> & {
      readonly patterns: readonly Pattern[]
      readonly patches: readonly WrittenPatch[]
    })

export type WrittenPatch =
  | Exclude<Patch, { readonly op: 'children' }>
  | (Omit<Extract<Patch, { readonly op: 'children' }>, 'inserted'> & { readonly inserted: NodeList })

/** The first node of its place in the template. The attributes of later nodes may differ. */
export type Pattern = Omit<ViewElement, 'id' | 'children'> | Omit<ViewComponent, 'id' | 'children'>

/**
 * The maximum length of a pattern that several nodes may share, as JSON. This limits the size of the decoded message in
 * relation to the message.
 */
export const MAX_SHARED_PATTERN = 1000

/**
 * A list of nodes, each followed by its descendants:
 * - a text is a string;
 * - an element or a component is the index of its pattern, the changes of its attributes (`0` if there are none; `null` removes
 * an attribute), and the number of its children;
 * - `null` and a number before a node set its id. Otherwise its id is one more than that of the previous node;
 * - `true` and a number stand for a child with this id, which is kept.
 */
export type NodeList = readonly Json[]

/** A request of the canvas for a picture that is not among the app's files. */
export interface PictureRequest {
  readonly type: 'picture'
  readonly request: number
  readonly path: string
}

/** The bytes of a picture, or the reason for a failure. */
export type PictureAnswer = { readonly type: 'picture'; readonly request: number } & (
  | { readonly bytes: ArrayBuffer }
  | { readonly problem: string }
)

/** The events of a call that the worker handles itself, with the names of the events of `my`. */
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
