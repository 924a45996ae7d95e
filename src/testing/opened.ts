import type { Problem } from '../mini-program/types.ts'
import type { TestMy, TestMyOptions } from './create-test-my.ts'

export type { Problem } from '../mini-program/types.ts'

export interface OpenOptions extends TestMyOptions {
  /** A prepared phone to use instead of a new one. Other options of the phone are then ignored. */
  readonly phone?: TestMy
  /**
   * Called with each uncaught error of the app. Without it, the action during which the error occurs rejects. The app continues
   * after such an error, as on a phone.
   */
  readonly onError?: (error: unknown, problem: Problem) => void
  /**
   * The maximum wait for something to appear while the app is busy, in milliseconds.
   * @default 1500
   */
  readonly timeout?: number
}

export interface OpenAppOptions extends OpenOptions {
  /**
   * The first page: its route, optionally with a query, such as `pages/poster/poster?id=7`.
   * @default the first page of `app.json`
   */
  readonly page?: string
  /** The query of that page, as an object or as in a URL: `{ id: '7' }` or `id=7`. */
  readonly query?: string | Readonly<Record<string, string>>
  /** @default '1000' */
  readonly scene?: string
}

export interface ComponentOptions extends OpenOptions {
  readonly props?: Readonly<Record<string, unknown>>
  /**
   * The content of its slots, as AXML: `{ default: '<text>Hello</text>', footer: '…' }`. Scoped slots use `slot-scope`: `{
   * item: '<view slot-scope="props">{{props.name}}</view>' }`.
   */
  readonly slots?: Readonly<Record<string, string>>
}

/** Queries in a page, a component or an element. Selectors are those of `my.createSelectorQuery`. */
export interface Searchable {
  /** The first element that matches a selector. */
  $(selector: string): OpenedElement | undefined
  $$(selector: string): OpenedElement[]
  /** The rendered AXML, which snapshots contain. */
  axml(): string
  /**
   * Waits until an element is shown or a function returns a truthy value. Resolves with the element or value.
   * @throws Error if that does not happen in time
   */
  waitFor(selector: string): Promise<OpenedElement>
  waitFor<Found>(condition: () => Found): Promise<Found>
}

/**
 * An element of a page, or a custom component. Methods that read return immediately. Methods that act return a promise that
 * resolves when the app has settled.
 */
export interface OpenedElement extends Searchable {
  /** The tag, such as `button`, or the name that a custom component is used by. */
  readonly tagName: string
  /** All visible text in it. */
  text(): string
  /** The rendered value of an attribute, such as `src`, `class` or `data-id`. */
  attribute(name: string): unknown
  /** The text that was entered into an `input`, or the value that was chosen in a control. */
  value(): unknown
  tap(): Promise<void>
  longpress(): Promise<void>
  /** Replaces the value of an `input` or a `textarea`, or of the first one in this element. */
  input(value: string): Promise<void>
  /** Dispatches any other event: `trigger('change', { value: 3 })`. */
  trigger(type: string, detail?: unknown): Promise<void>
  /** For a custom component: a copy of its `data`, or of the value at a path such as `list[0].name`. */
  data(path?: string): unknown
  setData(data: object): Promise<void>
  callMethod(method: string, ...values: unknown[]): Promise<unknown>
}

/** A page of the app. It is the same object for as long as the page is open. */
export interface OpenedPage extends Searchable {
  /** Its route, such as `pages/index/index`. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** The text of the title bar. */
  readonly title: string
  /** `this` of the page. */
  readonly instance: { readonly [member: string]: unknown }
  /** A copy of its data, or of the value at a path such as `list[0].name`. */
  data(path?: string): unknown
  setData(data: object): Promise<void>
  /** Calls a method of the page. Resolves with its result, once the app has settled. */
  callMethod(method: string, ...values: unknown[]): Promise<unknown>
}

/**
 * A mini-program that runs on its own simulated phone: `album`, `network`, `device` and the others are those of `createTestMy`.
 *
 * Promises of actions resolve when the app has settled: when all promises, calls of `my`, new pages and renderings that follow
 * from the action have ended. Only the app's timers are not awaited.
 */
export interface OpenedApp extends Omit<TestMy, 'app' | 'runPage' | 'reset'> {
  /** The problems of the project, with file, line and column, and the actions of the app that have no effect on a phone. */
  readonly problems: readonly Problem[]
  /** The result of `getApp()` in the app. */
  getApp(): { readonly [member: string]: unknown }
  /** The visible page. */
  currentPage(): OpenedPage
  /** The open pages, the visible one last. */
  pageStack(): OpenedPage[]
  /** Each navigation method resolves with the page that is visible afterwards, or rejects with the documented failure. */
  navigateTo(url: string): Promise<OpenedPage>
  redirectTo(url: string): Promise<OpenedPage>
  reLaunch(url: string): Promise<OpenedPage>
  switchTab(url: string): Promise<OpenedPage>
  navigateBack(delta?: number): Promise<OpenedPage>
  /**
   * Taps the element with this visible text, or one that matches a selector that begins with `.` or `#`. Waits for it while the
   * app is busy.
   * @throws Error that lists the texts that can be tapped, if there is no such element
   */
  tap(text: string): Promise<void>
  /** The user taps the back button. */
  back(): Promise<OpenedPage>
  /** The user taps an item of the tab bar, by its name or its index. */
  tapTab(item: string | number): Promise<OpenedPage>
  /** The user shakes the phone (`my.watchShake`, `my.onAccelerometerChange`). */
  shake(): Promise<void>
  /** The user leaves the app: runs `onHide` of the page and the app. */
  hide(): Promise<void>
  /** The user returns to the app: runs `onShow` of the app and the page. */
  show(options?: { readonly query?: string | Readonly<Record<string, string>>; readonly scene?: string }): Promise<void>
  /** Unloads all pages and clears the app's timers. */
  close(): Promise<void>
}

/** A component on its own page: the app around it, and the component as an element. */
export interface OpenedComponent
  extends Omit<OpenedApp, 'navigateTo' | 'redirectTo' | 'reLaunch' | 'switchTab' | 'tapTab' | 'tap'>,
    Omit<OpenedElement, 'tap'> {
  /** The component itself. */
  readonly element: OpenedElement
  /** Taps the element with this text, as in an app. Without `text`, taps the component itself. */
  tap(text?: string): Promise<void>
  /** `this` of the component, with `props`, `data` and its methods. */
  readonly instance: { readonly [member: string]: unknown }
  /** Sets props of the component. Others do not change. */
  setProps(props: Readonly<Record<string, unknown>>): Promise<void>
}
