import { batch, computed, signal } from '@preact/signals'
import type { NavigationBar } from '../../../src/mini-program/page-apis.ts'
import type { TabBarChange } from '../../../src/mini-program/tab-bar-apis.ts'
import type { PageState, Problem, Program } from '../../../src/mini-program/types.ts'
import type { PageSummary, StoredValue } from '../app/protocol.ts'
import type { LiveTree } from '../view/nodes.ts'
import { addText } from './log.ts'

/** What the phone shows of the app that runs. */

export const appState = signal<'stopped' | 'starting' | 'running' | 'crashed'>('starting')
/** The visible page. */
export const openPage = signal<PageSummary | undefined>(undefined)
export const pageStack = signal<readonly PageState[]>([])
export const pageData = signal<unknown>(undefined)
export const canvases = signal<ReadonlyMap<string, ImageBitmap>>(new Map())
/** The nodes of the open pages, and the program that they belong to. */
export const shown = signal<{ readonly tree: LiveTree; readonly program: Program } | undefined>(undefined)
/** What the app changed about the title bar of each page. */
const navigationBars = signal<Readonly<Record<number, NavigationBar>>>({})
/** What the app changed about the title bar of the visible page. */
export const navigationBar = computed(() => navigationBars.value[pageStack.value.at(-1)?.page ?? 0] ?? {})
/** The title of the visible page: set by the app, or by its configuration. */
export const pageTitle = computed(() => navigationBar.value.title || pageStack.value.at(-1)?.config.defaultTitle || '')
/** A page that was opened without the first one, and from which nothing leads there. */
export const isAwayFromFirstPage = computed(() => {
  const [page, ...others] = pageStack.value
  if (!page || others.length > 0 || navigationBar.value.home === false) return false
  const { pages = [], app } = shown.value?.program ?? {}
  const isTab = app?.tabBar?.items.some(({ pagePath }) => pagePath.replace(/^\//, '') === page.route)
  return !isTab && page.route !== pages[0]
})
/** The name of the app in what the system shows: that of `app.json`, if it has one. */
export const appName = computed(() => shown.value?.program.app.window.defaultTitle || pageTitle.value)
/** How far the visible page is scrolled, in px. */
export const pageScrollTop = signal(0)
/** What the app has stored, by key, as JSON. */
export const storedValues = signal<ReadonlyMap<string, string>>(new Map())
/** What the app said about pulling each page down, which its configuration allows. */
export const canPullDown = new Map<number, boolean>()
/** The page that is pulled down until the app has refreshed it. */
export const refreshingPage = signal<number | undefined>(undefined)
/** What the app changed about its tab bar. */
export const tabBarChanges = signal<{
  readonly hidden: boolean
  readonly style: NonNullable<TabBarChange['style']>
  readonly items: Readonly<Record<number, NonNullable<TabBarChange['item']>>>
}>({ hidden: false, style: {}, items: {} })
/** The visible page is one of the tab bar, which the app has not hidden. */
export const hasTabBar = computed(() => pageStack.value.at(-1)?.tab !== undefined && !tabBarChanges.value.hidden)
/** A method of the app has not returned yet, so it may be in a loop. */
export const isBusy = signal(false)
export const crash = signal('')
/** Errors that keep the latest change of a file from the running app, in the order of the compiler. */
export const updateErrors = signal<readonly Problem[]>([])

/** Leaves nothing of the app that ran. */
export function clearApp(next: 'starting' | 'stopped'): void {
  stopBusyTimer()
  batch(() => {
    appState.value = next
    openPage.value = undefined
    pageStack.value = []
    pageData.value = undefined
    canvases.value = new Map()
    shown.value = undefined
    navigationBars.value = {}
    tabBarChanges.value = { hidden: false, style: {}, items: {} }
    storedValues.value = new Map()
    refreshingPage.value = undefined
    canPullDown.clear()
    updateErrors.value = []
  })
}

export function changeNavigationBar(page: number, bar: NavigationBar): void {
  navigationBars.value = { ...navigationBars.value, [page]: { ...navigationBars.value[page], ...bar } }
}

export function changeTabBar({ hidden, style, index, item }: TabBarChange): void {
  const { items, ...before } = tabBarChanges.value
  tabBarChanges.value = {
    hidden: hidden ?? before.hidden,
    style: { ...before.style, ...style },
    items: index === undefined ? items : { ...items, [index]: { ...items[index], ...item } },
  }
}

/** A key without a value was removed. */
export function changeStoredValues(changes: readonly StoredValue<string | undefined>[]): void {
  const values = new Map(storedValues.value)
  for (const [key, value] of changes) {
    if (value === undefined) values.delete(key)
    else values.set(key, value)
  }
  storedValues.value = values
}

/** How long a method may run before the phone says that the app is busy. */
const BUSY_AFTER_MS = 1000

let busyTimer: ReturnType<typeof setTimeout> | undefined

export function startBusyTimer(): void {
  clearTimeout(busyTimer)
  busyTimer = setTimeout(() => {
    isBusy.value = true
  }, BUSY_AFTER_MS)
}

export function stopBusyTimer(): void {
  clearTimeout(busyTimer)
  isBusy.value = false
}

/** Shows that the app cannot run, and why. */
export function fail(text: string): void {
  addText('error', text)
  crashWith(text)
}

/** As `fail`, for an error that is in the log already. */
export function crashWith(text: string): void {
  stopBusyTimer()
  batch(() => {
    crash.value = text
    appState.value = 'crashed'
  })
}
