import { batch, computed, signal } from '@preact/signals'
import type { NavigationBar } from '../../../src/mini-program/page-apis.ts'
import type { TabBarChange } from '../../../src/mini-program/tab-bar-apis.ts'
import type { PageState, Problem, Program } from '../../../src/mini-program/types.ts'
import type { PageSummary, StoredValue } from '../app/protocol.ts'
import type { LiveTree } from '../view/nodes.ts'
import { addText } from './log.ts'

/** The state of the running app that the phone shows. */

export const appState = signal<'stopped' | 'starting' | 'running' | 'crashed'>('starting')
/** The visible page. */
export const openPage = signal<PageSummary | undefined>(undefined)
export const pageStack = signal<readonly PageState[]>([])
export const pageData = signal<unknown>(undefined)
export const canvases = signal<ReadonlyMap<string, ImageBitmap>>(new Map())
/** The nodes of the open pages, and the program that they belong to. */
export const shown = signal<{ readonly tree: LiveTree; readonly program: Program } | undefined>(undefined)
/** The app's changes to the title bar of each page. */
const navigationBars = signal<Readonly<Record<number, NavigationBar>>>({})
/** The app's changes to the title bar of the visible page. */
export const navigationBar = computed(() => navigationBars.value[pageStack.value.at(-1)?.page ?? 0] ?? {})
/** The title of the visible page: set by the app, or by its configuration. */
export const pageTitle = computed(() => navigationBar.value.title || pageStack.value.at(-1)?.config.defaultTitle || '')
/** Whether the visible page was opened without the first one, and no navigation leads there. */
export const isAwayFromFirstPage = computed(() => {
  const [page, ...others] = pageStack.value
  if (!page || others.length > 0 || navigationBar.value.home === false) return false
  const { pages = [], app } = shown.value?.program ?? {}
  const isTab = app?.tabBar?.items.some(({ pagePath }) => pagePath.replace(/^\//, '') === page.route)
  return !isTab && page.route !== pages[0]
})
/** The name of the app in system dialogs: the title in `app.json`, or else the title of the page. */
export const appName = computed(() => shown.value?.program.app.window.defaultTitle || pageTitle.value)
/** The scroll offset of the visible page, in px. */
export const pageScrollTop = signal(0)
/** The app's storage: JSON by key. */
export const storedValues = signal<ReadonlyMap<string, string>>(new Map())
/** Whether the app has allowed the user to pull down each page. Overrides the configuration of the page. */
export const canPullDown = new Map<number, boolean>()
/** The page that is refreshing after it was pulled down. */
export const refreshingPage = signal<number | undefined>(undefined)
/** The app's changes to its tab bar. */
export const tabBarChanges = signal<{
  readonly hidden: boolean
  readonly style: NonNullable<TabBarChange['style']>
  readonly items: Readonly<Record<number, NonNullable<TabBarChange['item']>>>
}>({ hidden: false, style: {}, items: {} })
/** Whether the visible page shows the tab bar. */
export const hasTabBar = computed(() => pageStack.value.at(-1)?.tab !== undefined && !tabBarChanges.value.hidden)
/** Whether a method of the app has not returned yet, so that it may be in a loop. */
export const isBusy = signal(false)
export const crash = signal('')
/** Errors that prevent the latest change of a file from being applied to the running app, in the order of the compiler. */
export const updateErrors = signal<readonly Problem[]>([])

/** Resets the state after an app has ended. */
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

/** The time after which the phone shows that a method keeps the app busy. */
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

/** Shows that the app cannot run, with the reason. */
export function fail(text: string): void {
  addText('error', text)
  crashWith(text)
}

/** Like `fail`, for an error that is already in the log. */
export function crashWith(text: string): void {
  stopBusyTimer()
  batch(() => {
    crash.value = text
    appState.value = 'crashed'
  })
}
