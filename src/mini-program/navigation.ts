import { nextTurn } from '../util/turn.ts'
import type { AppCode } from './app-code.ts'
import { createEventChannels, type EventChannel } from './event-channel.ts'
import type { Pages } from './pages.ts'
import { parseUrl, type Query } from './routes.ts'
import type { Program } from './types.ts'

type MaybePromise<T> = T | Promise<T>

/** The failure of a navigation API. The code of `my.navigateBack` is a string, as documented. */
export interface RoutingError {
  readonly error: number | string
  readonly errorMessage: string
}

/** How the app or its user navigates between pages. */
export interface Routing {
  /** These reject with a `RoutingError`. */
  navigateTo(url: string, events?: { readonly [name: string]: unknown }): Promise<{ eventChannel: EventChannel }>
  redirectTo(url: string): Promise<void>
  reLaunch(url: string): Promise<void>
  switchTab(url: string): Promise<void>
  navigateBack(delta?: number): Promise<void>
  /** Sets the question that the back button asks before it closes the visible page. Without `message`, it asks nothing. */
  askBeforeLeaving(api: string, message?: string): void
  /** The user taps the back button: `events.onBack`, then one page back, unless the user stays. */
  back(): Promise<void>
  /** The app changes the text of an item of the tab bar. */
  nameTab(index: number, text: string): void
  /** The user taps an item of the tab bar. */
  tapTab(index: number): Promise<void>
}

export interface Navigation {
  readonly routing: Routing
  /** Runs a navigation step after the ones requested before it. */
  step<T>(run: () => MaybePromise<T>): Promise<T>
  /** Whether pages are being opened or closed. */
  readonly isPending: boolean
  /** Resolves when all requested steps are done. */
  idle(): Promise<void>
}

export interface NavigationContext {
  readonly program: Program
  readonly appCode: AppCode
  readonly pages: Pages
  readonly tabs: readonly string[]
  isClosed(): boolean
  confirmLeaving?(message: string): Promise<boolean>
}

const MAX_PAGES = 10

export function createNavigation({
  program,
  appCode,
  pages,
  tabs,
  isClosed,
  confirmLeaving,
}: NavigationContext): Navigation {
  const { run } = appCode
  let queue: Promise<unknown> = Promise.resolve()
  let waiting = 0

  /** Each step runs in its own turn of the event loop: a page may request the next one before it is open itself. */
  function step<T>(action: () => MaybePromise<T>): Promise<T> {
    waiting++
    const done = queue.then(async () => {
      await nextTurn()
      if (isClosed()) throw { error: 2, errorMessage: 'The app was closed.' } satisfies RoutingError
      return await action()
    })
    const ended = () => {
      waiting--
    }
    queue = done.then(ended, ended)
    return done
  }

  function target(url: unknown): { route: string; query: Query } {
    if (typeof url !== 'string' || url === '')
      throw { error: 2, errorMessage: 'url must be a string' } satisfies RoutingError
    // my.switchTab.md: `index2` is the same as `./index2`. Apps also pass routes from the root without a slash.
    const urls = /^[./]/.test(url) ? [url] : [`./${url}`, url]
    const targets = urls.map((each) => parseUrl(each, pages.top?.route))
    const found = targets.find(({ route }) => program.pages.includes(route))
    if (!found) {
      const errorMessage = `${url} resolved to ${targets[0]!.route} is not found`
      throw { error: 1, errorMessage } satisfies RoutingError
    }
    return found
  }

  function hideTop(): void {
    if (pages.top) pages.hook(pages.top, 'onHide')
  }

  const tabNames = new Map<number, string>()
  const tabItem = (index: number) => {
    const { pagePath, name } = program.app.tabBar!.items[index]!
    return { pagePath: pagePath.replace(/^\//, ''), text: tabNames.get(index) ?? name, index }
  }

  function openTab(url: string, from: 'user' | 'api'): Promise<void> {
    return step(async () => {
      const { route } = target(url)
      const index = tabs.indexOf(route)
      if (index < 0) {
        // The wording of the documentation, including the two spaces.
        const errorMessage = `${url} resolved to ${route} is not tab,  which is not valid`
        throw { error: 1, errorMessage } satisfies RoutingError
      }
      const { top } = pages
      if (top?.isTab && top.route === route) return
      const existing = pages.all.find((page) => page.isTab && page.route === route)
      if (top?.isTab) hideTop()
      for (const page of pages.stack.filter((each) => !each.isTab).toReversed()) pages.unload(page)
      pages.setStack(existing ? [existing] : [])
      const tapped = () => pages.hook(pages.stack[0]!, 'onTabItemTap', { from, ...tabItem(index) })
      // onTabItemTap.md: a new page is shown before the event, an existing one afterwards.
      if (existing) {
        tapped()
        pages.show(existing)
        return
      }
      const opened = pages.open(route, {}, { isTab: true })
      tapped()
      await opened
    })
  }

  function goBack(delta: number): void {
    const count = Math.min(Math.max(1, Math.trunc(delta) || 1), pages.stack.length - 1)
    if (count < 1) return
    for (const page of pages.stack.slice(-count).toReversed()) pages.unload(page)
    pages.show(pages.top!)
  }

  const routing: Routing = {
    navigateTo: (url, events = {}) =>
      step(async () => {
        const { route, query } = target(url)
        if (pages.stack.length >= MAX_PAGES) {
          const errorMessage = `navigateTo: there are ${MAX_PAGES} pages in the stack already`
          throw { error: 1, errorMessage } satisfies RoutingError
        }
        if (tabs.includes(route))
          appCode.report({
            severity: 'warning',
            message: `${route} is a page of the tab bar, and my.navigateTo opens it without the bar. Use my.switchTab.`,
            details: { code: 'tab-opened-without-bar', route },
          })
        const [opener, opened] = createEventChannels((listener, values) => run(undefined, listener, undefined, values))
        for (const [name, listener] of Object.entries(events))
          if (typeof listener === 'function') opener.on(name, listener as never)
        hideTop()
        await pages.open(route, query, { isTab: false, channel: opened })
        return { eventChannel: opener }
      }),
    redirectTo: (url) =>
      step(async () => {
        const { route, query } = target(url)
        if (pages.top) pages.unload(pages.top)
        await pages.open(route, query, { isTab: false })
      }),
    reLaunch: (url) =>
      step(async () => {
        const { route, query } = target(url)
        for (const page of pages.all.toReversed()) pages.unload(page)
        await pages.open(route, query, { isTab: tabs.includes(route) })
      }),
    switchTab: (url) => openTab(typeof url === 'string' ? url.split('?')[0]! : url, 'api'),
    navigateBack: (delta = 1) =>
      step(() => {
        // The documentation uses the message as the code.
        const error = 'already top of navigation'
        if (pages.stack.length < 2) throw { error, errorMessage: error } satisfies RoutingError
        goBack(delta)
      }),
    askBeforeLeaving(api, message) {
      const { top } = pages
      const fail = (error: number, errorMessage: string) => {
        throw { error, errorMessage } satisfies RoutingError
      }
      if (!top) return fail(7, `has not found page when ${api} has been invoked`)
      if (pages.stack.length < 2) return fail(8, `can not invoke ${api} at first page`)
      top.leaveMessage = message
    },
    async back() {
      const { top } = pages
      if (!top) return
      for (const method of top.owner.definition.rootEvents.onBack ?? []) run(top.owner, method, top.instance, [])
      if (top.leaveMessage !== undefined && (await confirmLeaving?.(top.leaveMessage)) === false) return
      await step(() => {
        // The app may have opened another page in the meantime.
        if (pages.top === top) goBack(1)
      })
    },
    nameTab(index, text) {
      tabNames.set(index, text)
    },
    async tapTab(index) {
      const { top } = pages
      if (!program.app.tabBar?.items[index]) return
      const item = tabItem(index)
      if (top?.isTab && top.route === item.pagePath) {
        pages.hook(top, 'onSelectedTabItemTap', item)
        return
      }
      if (top) pages.hook(top, 'beforeTabItemTap')
      await openTab(`/${item.pagePath}`, 'user')
    },
  }
  return {
    routing,
    step,
    get isPending() {
      return waiting > 0
    },
    async idle() {
      while (waiting > 0) await queue
    },
  }
}
