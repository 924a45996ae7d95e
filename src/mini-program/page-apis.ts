import type { MaybePromise } from '../core/types.ts'
import { requireText } from '../my/api.ts'
import { ApiError, asyncApi, type CallHost, callApp } from '../my/call.ts'
import { isAtLeast, type SystemInfo } from '../my/client.ts'
import type { ShareOptions } from '../my/screen.ts'
import { createAnimation } from './animation.ts'
import { datasetOf } from './events.ts'
import { createIntersectionObserver, type IntersectionHost } from './intersection-observer.ts'
import { createMediaQueryObserver } from './media-query-observer.ts'
import type { RoutingError } from './navigation.ts'
import { type DefineApi, type Options, textsOf } from './page-api.ts'
import type { OpenPage } from './pages.ts'
import type { MiniProgram } from './runtime.ts'
import { createTabBarApis, type TabBarChange } from './tab-bar-apis.ts'
import type { LiveElement } from './tree.ts'
import type { LayoutAnswer, LayoutRequest } from './types.ts'
import { windowHeightOf } from './window-height.ts'

/** The view that the APIs about the open pages need. */
export interface PageApisHost extends IntersectionHost {
  readonly calls: CallHost
  /**
   * The version of the base library of the app.
   * @default the latest
   */
  readonly SDKVersion?: string | undefined
  /** Read when an API is called, because `my` is created before the program. */
  readonly program: MiniProgram
  /** `ext.json` of the app. */
  readonly ext?: { readonly [name: string]: unknown } | undefined
  /** Changes the title bar of the visible page. */
  setNavigationBar(bar: NavigationBar): void
  pullRefresh(active: boolean): void
  /** Whether the user may pull the visible page down. */
  setCanPullDown?(allowed: boolean): void
  scrollTo(scrollTop: number, duration: number): void
  /** Asks the view where nodes are. */
  measure(request: LayoutRequest): Promise<LayoutAnswer>
  /** The canvas of an element, for `SelectorQuery.node`. */
  canvas?(id: string): object | undefined
  /** Changes the tab bar. */
  setTabBar?(change: TabBarChange): void
  /** Offers to share a page. Resolves to whether the user did. */
  share?(options: ShareOptions): MaybePromise<boolean>
  /** Takes the focus away from a field. */
  hideKeyboard?(): void
  /** The result of `my.getSystemInfoSync` on a page without a tab bar. */
  systemInfo(): SystemInfo
  /** Whether the user has tapped something of the app. */
  hasTapped(): boolean
  /** Closes the app. */
  exit(): void
  /** Reports a selector that matches nothing. */
  missingSelector(selector: string): void
}

/** The parts of a page's title bar that an app can change. Empty strings restore the page's configuration. */
export interface NavigationBar {
  readonly title?: string
  readonly backgroundColor?: string
  readonly frontColor?: string
  readonly borderBottomColor?: string
  /** The URL of a picture instead of the title. */
  readonly image?: string
  readonly loading?: boolean
  /**
   * Whether the title bar has a home button if there is no page to go back to.
   * @default true
   */
  readonly home?: boolean
}

/** Defines APIs that may throw a `RoutingError`. */
export const defineApi =
  (calls: CallHost): DefineApi =>
  (name, names, run) =>
    asyncApi(calls, name, {
      options: names,
      async run(options) {
        try {
          return ((await run(options)) ?? {}) as object
        } catch (thrown) {
          const { error, errorMessage } = thrown as RoutingError
          if (errorMessage === undefined) throw thrown
          throw typeof error === 'number'
            ? new ApiError(error, errorMessage)
            : new ApiError(1, errorMessage, { fields: { error } })
        }
      },
    })

/** `my.navigateTo`, `my.setNavigationBar`, `my.createSelectorQuery` and the other APIs that act on the open pages. */
export function createPageApis(host: PageApisHost) {
  const api = defineApi(host.calls)
  let isTabBarHidden = false
  const bars = {
    get program() {
      return host.program
    },
    setTabBar(change: TabBarChange) {
      isTabBarHidden = change.hidden ?? isTabBarHidden
      host.setTabBar?.(change)
    },
  }
  /** The height of a page depends on its bars. */
  const systemInfo = (): SystemInfo => {
    const info = host.systemInfo()
    const top = host.program.stack.at(-1)
    const hasTabBar = top?.tab !== undefined && !isTabBarHidden
    return { ...info, windowHeight: windowHeightOf(info, { config: top?.config, hasTabBar }) }
  }
  const url = (name: string, { url }: Options) => {
    requireText(url, name, 'url')
    return url as string
  }

  /** The colour that the app set for each title bar. */
  const barColors = new WeakMap<OpenPage, string>()
  const setBar = (bar: NavigationBar) => {
    const top = host.program.stack.at(-1)
    if (top && bar.backgroundColor !== undefined) barColors.set(top, bar.backgroundColor)
    host.setNavigationBar(bar)
  }

  return {
    navigateTo: api('navigateTo', ['url', 'events'], async (options) => {
      const { eventChannel } = await host.program.navigateTo(
        url('navigateTo', options),
        (options.events ?? {}) as object as never,
      )
      return { eventChannel }
    }),
    redirectTo: api('redirectTo', ['url'], (options) => host.program.redirectTo(url('redirectTo', options))),
    reLaunch: api('reLaunch', ['url'], (options) => host.program.reLaunch(url('reLaunch', options))),
    switchTab: api('switchTab', ['url'], (options) => host.program.switchTab(url('switchTab', options))),
    navigateBack: api('navigateBack', ['delta'], ({ delta }) => host.program.navigateBack(Number(delta ?? 1))),

    setNavigationBar: api(
      'setNavigationBar',
      ['title', 'frontColor', 'backgroundColor', 'borderBottomColor', 'image', 'reset'],
      (options) =>
        setBar({
          ...(options.reset === true && {
            title: '',
            backgroundColor: '',
            frontColor: '',
            borderBottomColor: '',
            image: '',
          }),
          ...textsOf(options, ['title', 'backgroundColor', 'frontColor', 'borderBottomColor', 'image']),
        }),
    ),
    setNavigationBarColor: api('setNavigationBarColor', ['frontColor', 'backgroundColor'], (options) =>
      setBar(textsOf(options, ['backgroundColor', 'frontColor'])),
    ),
    setNavigationBarTitle: api('setNavigationBarTitle', ['title'], (options) =>
      host.setNavigationBar(textsOf(options, ['title'])),
    ),
    getTitleColor: api('getTitleColor', [], () => {
      const top = host.program.stack.at(-1)
      return { color: withOpacity((top && barColors.get(top)) || top?.config.titleBarColor || '#ffffff') }
    }),
    showNavigationBarLoading: api('showNavigationBarLoading', [], () => host.setNavigationBar({ loading: true })),
    hideBackHome: api('hideBackHome', [], () => host.setNavigationBar({ home: false })),
    hideNavigationBarLoading: api('hideNavigationBarLoading', [], () => host.setNavigationBar({ loading: false })),
    startPullDownRefresh: api('startPullDownRefresh', [], () => {
      host.pullRefresh(true)
      host.program.pageEvent('onPullDownRefresh', { from: 'code' })
    }),
    setCanPullDown: api('setCanPullDown', ['canPullDown'], ({ canPullDown }) =>
      host.setCanPullDown?.(canPullDown !== false),
    ),
    stopPullDownRefresh: api('stopPullDownRefresh', [], () => host.pullRefresh(false)),
    pageScrollTo: api('pageScrollTo', ['scrollTop', 'duration', 'selector', 'offsetTop'], async (options) => {
      const top = await scrollTarget(host, options)
      if (top !== undefined) host.scrollTo(top, Number(options.duration ?? 0))
    }),

    ...(exists('1.4.0', host) && { createSelectorQuery: () => createSelectorQuery(host) }),
    ...(exists('1.11.0', host) && {
      createIntersectionObserver: (options?: object, within?: object) =>
        createIntersectionObserver(host, options, within),
    }),
    ...(exists('2.8.2', host) && {
      createMediaQueryObserver: () =>
        createMediaQueryObserver(() => {
          const { windowWidth = 0, windowHeight = 0 } = host.systemInfo?.() ?? {}
          return { width: Number(windowWidth), height: Number(windowHeight) }
        }),
    }),
    createAnimation: (options?: object) => createAnimation(options),

    ...createTabBarApis(bars, api),

    ...(exists('1.17.0', host) && {
      showSharePanel: api('showSharePanel', [], () => sharePage(host, { from: 'code' })),
    }),
    enableAlertBeforeUnload: api('enableAlertBeforeUnload', ['message'], ({ message }) =>
      host.program.askBeforeLeaving('enableAlertBeforeUnload', typeof message === 'string' ? message : '离开此页面?'),
    ),
    disableAlertBeforeUnload: api('disableAlertBeforeUnload', [], () =>
      host.program.askBeforeLeaving('disableAlertBeforeUnload'),
    ),
    ...(exists('2.7.15', host) && {
      exitMiniProgram: api('exitMiniProgram', [], () => {
        if (!host.hasTapped()) throw ONLY_AFTER_TAP
        host.exit()
      }),
    }),
    // my.navigateBackMiniProgram.md: if no other mini-program opened this one, nothing happens and no callback is called.
    navigateBackMiniProgram: () => new Promise<never>(() => {}),
    hideKeyboard: api('hideKeyboard', [], () => host.hideKeyboard?.()),
    // Their effect is outside of the app.
    ...Object.fromEntries(WITHOUT_EFFECT.map((name) => [name, api(name, [], () => {})])),

    getSystemInfo: api('getSystemInfo', [], systemInfo),
    getSystemInfoSync: systemInfo,
    ...appInfoApis(host, api, systemInfo),
    ...appEventApis(host),
  }
}

const WITHOUT_EFFECT = [
  'hideAddToDesktopMenu',
  'hideAllAddToDesktopMenu',
  'setBackgroundColor',
  'setBackgroundTextStyle',
  'setNavigationBarBottomLineColor',
  'setOptionMenu',
  'showShareMenu',
]

/** Formats a colour as in my.getTitleColor.md: `#323239FF`. */
function withOpacity(color: string): string {
  const [, digits] = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(color) ?? []
  if (digits === undefined) return color
  const six = digits.length === 3 ? digits.replaceAll(/./g, '$&$&') : digits
  return `#${six}ff`.toUpperCase()
}

/** The target of `my.pageScrollTo`: `scrollTop` takes precedence over the selector. `undefined` if nothing matches. */
async function scrollTarget(host: PageApisHost, { scrollTop, selector, offsetTop }: Options) {
  if (scrollTop !== undefined && scrollTop !== null) return Number(scrollTop) || 0
  if (typeof selector !== 'string' || selector === '')
    throw { error: 1, errorMessage: 'pageScrollTo: pass scrollTop or selector.' } satisfies RoutingError
  const nodes = host.program.select(selector, { first: true })
  if (nodes.length === 0) host.missingSelector(selector)
  const page = host.program.stack.at(-1)?.page ?? 0
  const [found] = await host.measure({ page, nodes, fields: { rect: true } })
  return found?.rect && found.rect.top + (Number(offsetTop ?? 0) || 0)
}

/** Shares the visible page with the result of its `onShareAppMessage`, and calls the callbacks in that result. */
export async function sharePage(host: Pick<PageApisHost, 'program' | 'share'>, event: object): Promise<void> {
  const { app, appEvents, stack } = host.program
  const top = stack.at(-1)
  // App.onShareAppMessage is used for pages that do not define it.
  const ofApp = (app as { onShareAppMessage?: unknown } | undefined)?.onShareAppMessage
  const isOfApp = top?.instance.onShareAppMessage === undefined && typeof ofApp === 'function'
  const asked = isOfApp
    ? appEvents.run(undefined, ofApp, app, [event])
    : host.program.pageEvent('onShareAppMessage', event)
  // Errors of the app have been reported already.
  const given = await Promise.resolve(asked as MaybePromise<Options | undefined>).catch(() => undefined)
  const { success, fail } = given ?? {}
  const text = (name: string, fallback = '') => (typeof given?.[name] === 'string' ? (given[name] as string) : fallback)
  const isShared = await host.share?.({
    title: text('title', top?.config.defaultTitle),
    desc: text('desc'),
    path: text('path', top?.route),
    imageUrl: text('imageUrl') || text('bgImgUrl'),
  })
  const callback = isShared ? success : fail
  if (typeof callback === 'function') callback({ shareResult: isShared === true })
}

/** `my.onAppShow`, `my.offAppShow` and the other APIs for events of the whole app. */
function appEventApis(host: PageApisHost) {
  const events = {
    AppHide: 'onHide',
    AppShow: 'onShow',
    ComponentError: 'onComponentError',
    Error: 'onError',
    NetworkStatusChange: 'onNetworkStatusChange',
    PageNotFound: 'onPageNotFound',
    UnhandledRejection: 'onUnhandledRejection',
  } as const
  return Object.fromEntries(
    Object.entries(events).flatMap(([event, name]) => [
      [`on${event}`, (listener: unknown) => host.program.appEvents.listen(name, listener)],
      [`off${event}`, (listener?: unknown) => host.program.appEvents.unlisten(name, listener)],
    ]),
  )
}

/** The capsule at the top right of a page, in pixels. */
const CAPSULE = { width: 88, height: 34, right: 12 }

const ONLY_AFTER_TAP: RoutingError = {
  error: 3,
  errorMessage: 'my.exitMiniProgram: the user has to tap something first.',
}
// The documented words.
const NO_EXT: RoutingError = { error: 20, errorMessage: '模板配置为空。' }
const EXT_DISABLED: RoutingError = { error: 21, errorMessage: '已停用模板配置。' }

/** An app that was never published has no id of its own. */
const APP_ID = '2021000000000000'

/** The synchronous APIs about the app and the phone. */
function appInfoApis(host: PageApisHost, api: DefineApi, info: () => SystemInfo) {
  const pick = (names: readonly (keyof SystemInfo)[]) => {
    const all = info()
    return Object.fromEntries(names.map((name) => [name, all[name]]))
  }
  const ignore = () => {}
  return {
    getLaunchOptionsSync: () => structuredClone(host.program.launchOptions),
    getEnterOptionsSync: () => structuredClone(host.program.enterOptions),
    getAppIdSync: () => ({ appId: APP_ID }),
    getAccountInfoSync: () => ({ miniProgram: { appId: APP_ID, envVersion: 'develop', version: '0.0.1' } }),
    getSystemSetting: () => pick(['bluetoothEnabled', 'locationEnabled', 'wifiEnabled']),
    getWindowInfo: () =>
      pick(['pixelRatio', 'screenWidth', 'screenHeight', 'windowWidth', 'windowHeight', 'statusBarHeight']),
    getAppBaseInfo: () => ({ SDKVersion: host.SDKVersion, ...pick(['language', 'version']) }),
    getBatteryInfoSync: () => ({ level: 100, isCharging: true }),
    getExtConfig: api('getExtConfig', [], () => {
      const { extEnable, ext } = host.ext ?? {}
      if (typeof ext !== 'object' || ext === null || Object.keys(ext).length === 0) throw NO_EXT
      if (extEnable !== true) throw EXT_DISABLED
      return { data: structuredClone(ext), extConfig: structuredClone(ext) }
    }),
    // Apps that may or may not be created from a template read it while they start.
    getExtConfigSync: () => (host.ext?.extEnable === true ? structuredClone(host.ext.ext ?? {}) : {}),
    getMenuButtonBoundingClientRect: () => {
      const { windowWidth, statusBarHeight, titleBarHeight } = info()
      const { width, height } = CAPSULE
      const top = statusBarHeight + (titleBarHeight - height) / 2
      const right = windowWidth - CAPSULE.right
      return { success: true, width, height, top, right, bottom: top + height, left: right - width }
    },
    // No other mini-program opened this app, and it is not a plugin.
    getParentAppIdSync: () => ({}),
    getPluginIdSync: () => ({}),
    nextTick: (callback: unknown) => {
      if (typeof callback === 'function') void host.program.idle().then(() => callback())
    },
    getUpdateManager: () => ({
      onCheckForUpdate: (listener: unknown) => {
        if (typeof listener === 'function') queueMicrotask(() => listener({ hasUpdate: false }))
      },
      onUpdateReady: ignore,
      onUpdateFailed: ignore,
      applyUpdate: ignore,
    }),
  }
}

/** Whether the app's base library has an API that was introduced in this version. */
const exists = (since: string, { SDKVersion }: PageApisHost) => !SDKVersion || isAtLeast(SDKVersion, since)

type Listener = ((result: unknown) => void) | undefined
type Fields = { readonly [name: string]: unknown }

interface Question {
  readonly selector: string | undefined
  readonly isForAll: boolean
  readonly within: object | undefined
  readonly fields: Fields
  readonly listener: Listener
}

/** `my.createSelectorQuery`: collects queries, and answers all of them on `exec`, after the page is rendered. */
function createSelectorQuery(host: PageApisHost) {
  const questions: Question[] = []
  let chosen: Pick<Question, 'selector' | 'isForAll'> = { selector: undefined, isForAll: false }
  let within: object | undefined

  const ask = (fields: Fields, listener: Listener) => {
    questions.push({ ...chosen, within, fields, listener })
    return query
  }
  const choose = (selector: string | undefined, isForAll = false) => {
    chosen = { selector, isForAll }
    return query
  }

  async function answer({ selector, isForAll, within, fields }: Question, page: number): Promise<unknown> {
    const nodes =
      selector === undefined
        ? ('viewport' as const)
        : host.program.select(selector, { ...(within && { within }), first: !isForAll })
    if (nodes.length === 0) {
      host.missingSelector(selector!)
      return isForAll ? [] : null
    }
    const style = Array.isArray(fields.computedStyle) ? fields.computedStyle.map(String) : undefined
    const wantsRect = fields.rect === true || fields.size === true
    const [answers, [visible]] = await Promise.all([
      host.measure({
        page,
        nodes,
        fields: { rect: wantsRect, scroll: fields.scrollOffset === true, ...(style && { style }) },
      }),
      host.measure({ page, nodes: 'viewport', fields: { scroll: true } }),
    ])
    const results = answers.map((found, index) => {
      if (!found) return null
      const element = nodes === 'viewport' ? undefined : host.program.node(nodes[index]!)
      const attributes = element?.vnode.kind === 'element' ? element.vnode.attributes : {}
      const id = String(attributes.id ?? '')
      const { width = 0, height = 0 } = found.rect ?? {}
      // Like `getBoundingClientRect` of the DOM: `top` is negative above the visible part.
      const left = (found.rect?.left ?? 0) - (visible?.scroll?.left ?? 0)
      const top = (found.rect?.top ?? 0) - (visible?.scroll?.top ?? 0)
      return {
        ...(fields.id === true && nodes !== 'viewport' && { id }),
        ...(fields.dataset === true &&
          nodes !== 'viewport' && {
            dataset: element?.vnode.kind === 'element' ? datasetOf(element as LiveElement) : {},
          }),
        ...(fields.rect === true &&
          nodes !== 'viewport' && { left, top, right: left + width, bottom: top + height, x: left, y: top }),
        ...(wantsRect && { width, height }),
        ...(found.scroll &&
          fields.scrollOffset === true && {
            scrollLeft: found.scroll.left,
            scrollTop: found.scroll.top,
            scrollWidth: found.scroll.width,
            scrollHeight: found.scroll.height,
          }),
        ...(fields.node === true && { node: host.canvas?.(id) ?? null }),
        ...found.style,
      }
    })
    return isForAll ? results : (results[0] ?? null)
  }

  const query = {
    /** The queries so far. Undocumented, but the output of uni-app keeps its listeners there. */
    actions: questions,
    in(component: object) {
      within = component
      return query
    },
    select: (selector: unknown) => choose(String(selector)),
    selectAll: (selector: unknown) => choose(String(selector), true),
    selectViewport: () => choose(undefined),
    boundingClientRect: (listener?: Listener) => ask({ rect: true, size: true }, listener),
    scrollOffset: (listener?: Listener) => ask({ id: true, dataset: true, scrollOffset: true }, listener),
    ...(exists('2.7.0', host) && { node: (listener?: Listener) => ask({ node: true }, listener) }),
    ...(exists('2.7.3', host) && {
      context: (listener?: Listener) => ask({ node: true }, listener),
      fields: (fields: Fields = {}, listener?: Listener) => ask(fields, listener),
    }),
    exec(done?: (results: unknown[]) => void) {
      const page = host.program.stack.at(-1)?.page ?? 0
      void (async () => {
        await host.program.idle()
        const results = await Promise.all(questions.map((question) => answer(question, page)))
        // An exception in one listener must not prevent the others.
        questions.forEach(({ listener }, index) => {
          if (typeof listener === 'function') callApp(listener, results[index])
        })
        if (typeof done === 'function') callApp(done, results)
      })()
      return query
    },
  }
  return query
}
