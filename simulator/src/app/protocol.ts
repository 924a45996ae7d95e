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

/** The messages between the phone and the worker that runs the app. Calls of `my`, and files, have ports of their own. */

/** A compiled program without its script, which the worker has run already. */
export type ProgramData = Omit<Program, 'code'>

export interface Start {
  readonly type: 'start'
  /** The port of `my`, for `connectMy`. */
  readonly my: MessagePort
  readonly program: ProgramData
  readonly route: string
  readonly query: Readonly<Record<string, string>>
  /** What the app has stored, so that it can read it synchronously. */
  readonly storage: readonly StoredValue[]
  /** The port of the files of the app, the files that the phone has kept, and those of the package that the app may read. */
  readonly files: MessagePort
  readonly keptFiles: readonly KeptFile[]
  readonly packageFiles: readonly (readonly [path: string, bytes: ArrayBuffer])[]
  /** Where the top of the phone points, in degrees from north. */
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
  /** Something that happens to a page as a whole, such as `onPageScroll`. */
  | { readonly type: 'page-event'; readonly name: string; readonly argument?: Json; readonly page?: number }
  /**
   * The user calls a method of the page. Without values, it gets the event of a tap. `tap` is a counter that the reply
   * repeats.
   */
  | { readonly type: 'call'; readonly method: string; readonly tap: number; readonly values: readonly Json[] }
  /** The data panel shows the visible page, a component by its node, or nothing. */
  | { readonly type: 'inspect'; readonly target: 'page' | number | undefined }
  /** The developer changed the storage. A key without a value is removed. */
  | { readonly type: 'storage'; readonly changes: readonly StoredValue<string | undefined>[] }
  /** Only templates have changed. */
  | { readonly type: 'templates'; readonly templates: Program['templates'] }
  /** So many updates are on the screen, since the start. */
  | { readonly type: 'shown'; readonly count: number }
  | { readonly type: 'back' }
  /** To the first page of the app. */
  | { readonly type: 'first-page' }
  | { readonly type: 'tab'; readonly index: number }
  | { readonly type: 'show' }
  /** The user shares the page from the menu. */
  | { readonly type: 'share' }
  /** What the user answered. */
  | { readonly type: 'person'; readonly request: number; readonly answer: boolean }
  | { readonly type: 'hide' }
  /** The user turns the phone, or shakes it. */
  | { readonly type: 'heading'; readonly heading: number }
  | { readonly type: 'shake' }
  /** The network setting of the phone changed. */
  | { readonly type: 'network'; readonly networkType: NetworkType }
  | { readonly type: 'layout'; readonly request: number; readonly answer: LayoutAnswer }
  /** Something has happened to a connection of the app. */
  | { readonly type: 'socket'; readonly socket: number; readonly report: SocketReport }
  | PictureAnswer

export type Level = 'log' | 'info' | 'warn' | 'error' | 'debug'

/** The visible page, for the tool around the phone. */
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
  /** The phone answers with `shown` when the update is on the screen. */
  | { readonly type: 'update'; readonly update: ViewUpdate }
  | { readonly type: 'page'; readonly page: PageSummary; readonly stack: readonly PageState[] }
  | { readonly type: 'data'; readonly data: unknown }
  | { readonly type: 'console'; readonly level: Level; readonly text: string; readonly source?: string }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'error'; readonly text: string; readonly fatal: boolean }
  /** The method that was tapped has returned, so the app is not busy. */
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
  /** The app ends itself. */
  | { readonly type: 'exit' }
  /** The user is asked something that no API of the phone asks. */
  | { readonly type: 'ask-person'; readonly request: number; readonly ask: PersonQuestion }
  /** What to do with a connection of the app. */
  | { readonly type: 'socket'; readonly socket: number; readonly action: SocketAction }
  /** The app changed its storage. A key without a value was removed. */
  | { readonly type: 'storage'; readonly changes: readonly StoredValue<string | undefined>[] }
  | PictureRequest

/**
 * A message as the worker sends it. Updates travel as JSON: the thousands of values of a long list are read from text
 * several times as fast as they are copied one by one.
 */
export type Sent = Exclude<FromApp, { readonly type: 'update' }> | { readonly type: 'update'; readonly update: string }

/** An update in that text. What the nodes of one place in a template have in common is in it only once, as a pattern. */
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

/** The first node of its place in the template. The attributes of the others may differ. */
export type Pattern = Omit<ViewElement, 'id' | 'children'> | Omit<ViewComponent, 'id' | 'children'>

/**
 * The length of the longest pattern that more than one node may have, as JSON: what a message describes is never much
 * larger than the message.
 */
export const MAX_SHARED_PATTERN = 1000

/**
 * Nodes, each followed by those in it:
 * - a text is a string;
 * - an element or a component is the index of its pattern, how its attributes differ from it (`0` if they do not; `null`
 *   removes one), and how many children follow;
 * - `null` and a number before a node is its id. Without them it is one more than that of the node before;
 * - `true` and a number is a child with this id, which is kept.
 */
export type NodeList = readonly Json[]

/** The canvas reads a picture that is not among the files of the app. */
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

/** The events of a call that never leaves the worker, named like the events of `my`. */
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
