import type { Problem } from '../mini-program/types.ts'
import type { TestMy, TestMyOptions } from './create-test-my.ts'

export type { Problem } from '../mini-program/types.ts'

export interface OpenOptions extends TestMyOptions {
  /** A phone that was prepared, instead of a new one. The options of a phone are then ignored. */
  readonly phone?: TestMy
  /**
   * Called with each error that the app does not catch. Without it, the action in which the error occurs rejects with it.
   * A phone continues after such an error, and so does the app.
   */
  readonly onError?: (error: unknown, problem: Problem) => void
  /**
   * How long to wait for something to appear, in milliseconds, as long as the app is doing something.
   * @default 1500
   */
  readonly timeout?: number
}

export interface OpenAppOptions extends OpenOptions {
  /**
   * The page that opens first: its route, which a query may follow, such as `pages/poster/poster?id=7`.
   * @default the first page of `app.json`
   */
  readonly page?: string
  /** The parameters of that page, by their names or as in a URL: `{ id: '7' }` or `id=7`. */
  readonly query?: string | Readonly<Record<string, string>>
  /** @default '1000' */
  readonly scene?: string
}

export interface ComponentOptions extends OpenOptions {
  readonly props?: Readonly<Record<string, unknown>>
  /**
   * What is passed into its slots, as AXML: `{ default: '<text>Hello</text>', footer: '…' }`. What a slot hands out is in
   * `slot-scope`: `{ item: '<view slot-scope="props">{{props.name}}</view>' }`.
   */
  readonly slots?: Readonly<Record<string, string>>
}

/** What can be found in a page, a component or an element. Selectors are those of `my.createSelectorQuery`. */
export interface Searchable {
  /** The first element that matches a selector. */
  $(selector: string): OpenedElement | undefined
  $$(selector: string): OpenedElement[]
  /** What is shown, as AXML. Snapshots show this. */
  axml(): string
  /**
   * Waits until an element is shown, or until a function returns something true, and resolves with it.
   * @throws Error if that does not happen
   */
  waitFor(selector: string): Promise<OpenedElement>
  waitFor<Found>(condition: () => Found): Promise<Found>
}

/**
 * An element of a page, or a custom component. What reads returns at once; what acts returns a promise that resolves when
 * the app has settled.
 */
export interface OpenedElement extends Searchable {
  /** `button`, or the name that a custom component is used by. */
  readonly tagName: string
  /** All visible text in it. */
  text(): string
  /** The value of an attribute as it is shown, such as `src`, `class` or `data-id`. */
  attribute(name: string): unknown
  /** What was entered into an `input`, or chosen in a control. */
  value(): unknown
  tap(): Promise<void>
  longpress(): Promise<void>
  /** Types into an `input` or a `textarea`, or into the first one in this element: replaces its value. */
  input(value: string): Promise<void>
  /** Any other event: `trigger('change', { value: 3 })`. */
  trigger(type: string, detail?: unknown): Promise<void>
  /** Of a custom component: its `data`, or what is at a path such as `list[0].name`. A copy. */
  data(path?: string): unknown
  setData(data: object): Promise<void>
  callMethod(method: string, ...values: unknown[]): Promise<unknown>
}

/** A page of the app. It stays the same while the page is open. */
export interface OpenedPage extends Searchable {
  /** Its route, such as `pages/index/index`. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** What the title bar shows. */
  readonly title: string
  /** `this` of the page. */
  readonly instance: { readonly [member: string]: unknown }
  /** A copy of its data, or of what is at a path such as `list[0].name`. */
  data(path?: string): unknown
  setData(data: object): Promise<void>
  /** Calls a method of the page. Resolves with what it returns, once the app has settled. */
  callMethod(method: string, ...values: unknown[]): Promise<unknown>
}

/**
 * A mini-program that runs on a phone of its own: `album`, `network`, `device` and the others are those of `createTestMy`.
 *
 * What acts resolves when the app has settled: promises, calls of `my`, new pages and renderings that follow from it have
 * ended. Only the app's timers are not waited for.
 */
export interface OpenedApp extends Omit<TestMy, 'app' | 'runPage' | 'reset'> {
  /** What is wrong with the project, with file, line and column, and what the app did that has no effect on a phone. */
  readonly problems: readonly Problem[]
  /** What `getApp()` returns in the app. */
  getApp(): { readonly [member: string]: unknown }
  /** The visible page. */
  currentPage(): OpenedPage
  /** The open pages, the visible one last. */
  pageStack(): OpenedPage[]
  /** Each resolves with the page that is visible then, and rejects with the documented failure. */
  navigateTo(url: string): Promise<OpenedPage>
  redirectTo(url: string): Promise<OpenedPage>
  reLaunch(url: string): Promise<OpenedPage>
  switchTab(url: string): Promise<OpenedPage>
  navigateBack(delta?: number): Promise<OpenedPage>
  /**
   * Taps what has this visible text, or matches a selector that begins with `.` or `#`. Waits for it as long as the app is
   * doing something.
   * @throws Error that lists what could be tapped, if there is no such text
   */
  tap(text: string): Promise<void>
  /** The user taps the back button. */
  back(): Promise<OpenedPage>
  /** The user taps an item of the tab bar, by its name or its index. */
  tapTab(item: string | number): Promise<OpenedPage>
  /** The user shakes the phone (`my.watchShake`, `my.onAccelerometerChange`). */
  shake(): Promise<void>
  /** The user leaves the app: `onHide` of page and app. */
  hide(): Promise<void>
  /** The user comes back: `onShow` of app and page. */
  show(options?: { readonly query?: string | Readonly<Record<string, string>>; readonly scene?: string }): Promise<void>
  /** Unloads all pages. The app's timers end. */
  close(): Promise<void>
}

/** A component on a page of its own: the app around it, and the component as an element. */
export interface OpenedComponent
  extends Omit<OpenedApp, 'navigateTo' | 'redirectTo' | 'reLaunch' | 'switchTab' | 'tapTab' | 'tap'>,
    Omit<OpenedElement, 'tap'> {
  /** The component itself. */
  readonly element: OpenedElement
  /** Taps what has this text, as in an app; without a text, the component itself. */
  tap(text?: string): Promise<void>
  /** Its `this`: with `props`, `data`, and its methods. */
  readonly instance: { readonly [member: string]: unknown }
  /** Passes other props to it. Those that are not given stay. */
  setProps(props: Readonly<Record<string, unknown>>): Promise<void>
}
