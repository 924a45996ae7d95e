import { type AppCode, createAppCode, noMethod } from './app-code.ts'
import { createAppModules } from './app-modules.ts'
import { createComponents } from './components.ts'
import { dispatch } from './events.ts'
import { createMissingModule } from './missing-module.ts'
import { createNavigation, type Routing } from './navigation.ts'
import type { Instance, LiveOwner, OwnerContext } from './owner.ts'
import { createPages, type OpenPage, type Page } from './pages.ts'
import type { PhoneScope, ProgramFunction } from './phone-scope.ts'
import { createQueries, type Queries } from './queries.ts'
import { createTemplateRenderer } from './render-template.ts'
import { createRendering } from './rendering.ts'
import { createRouter } from './router.ts'
import type { Query } from './routes.ts'
import { elementInstance, ownerInstance, type SjsContext } from './sjs-instance.ts'
import { createTimers } from './timers.ts'
import type { LiveElement } from './tree.ts'
import type { LayoutAnswer, LayoutRequest, Problem, Program, ViewElement, ViewEvent, ViewUpdate } from './types.ts'
import type { Handler } from './vnode.ts'

type MaybePromise<T> = T | Promise<T>

/** The host of a running mini-program. */
export interface MiniProgramHost {
  /** Shows an update. `onReady`, the callback of `setData` and the like run after the promise resolves. */
  render(update: ViewUpdate): MaybePromise<void>
  /** Called after a change of data was rendered and shown. */
  rendered?(): void
  /** Called after a timer of the app has run or was cleared. */
  timerEnded?(): void
  /** Reports a problem. `thrown` is the value that the app's own code threw, after it was passed to `App.onError`. */
  report(problem: Problem, thrown?: unknown): void
  /**
   * Asks the user whether to leave the page.
   * @default always leaves
   */
  confirmLeaving?(message: string): Promise<boolean>
  /** Measures nodes. Without it, no node has a position or a size. */
  measure?(request: LayoutRequest): MaybePromise<LayoutAnswer>
}

export interface MiniProgramOptions {
  readonly program: Program
  /** The function that the script of the program defined: see `takeProgramFunction`. */
  readonly code: ProgramFunction
  /** The app's `my`. Its APIs for routing and for queries of the layout use members of this runtime. */
  readonly my: object
  readonly host: MiniProgramHost
  /** Other global names for the app's modules, such as its `console`. */
  readonly scope?: PhoneScope
}

export interface LaunchOptions {
  /** @default the first page of `app.json` */
  readonly route?: string
  readonly query?: Query
  /** @default '1000' */
  readonly scene?: string
  /**
   * Whether the app was running before, and only the page is new. If so, `App.onLaunch` and `App.onShow` are not called.
   * @default false
   */
  readonly isRunning?: boolean
}

export interface MiniProgram extends Routing, Queries {
  /** Runs `App.onLaunch` and `App.onShow`, and opens the first page. Resolves when the page is shown. */
  launch(options?: LaunchOptions): Promise<void>
  /** The options that the app was launched with, and those that it was last shown with. */
  readonly launchOptions: object
  readonly enterOptions: object
  /** The result of `getApp()`. */
  readonly app: object | undefined
  /** The routes of the pages of the tab bar. */
  readonly tabs: readonly string[]
  /** Open pages, the visible one last. */
  readonly stack: readonly OpenPage[]
  /** Dispatches an event of the view. Returns the number of handlers. */
  dispatch(event: ViewEvent): number
  /**
   * Emits an event of a whole page, such as `onPullDownRefresh` or `onPageScroll`. Calls the page's own method, the handlers in
   * `events` and those of its components, and returns the result of the page's own method.
   */
  pageEvent(name: string, argument?: unknown, page?: number): unknown
  /** Calls a method of the visible page. */
  call(method: string, ...values: unknown[]): unknown
  /** The whole tree of a page, as the view knows it. @default the visible page */
  view(page?: number): ViewElement
  /** The component that belongs to a node. */
  component(id: number): Instance | undefined
  /** The user leaves the app: runs `onHide` of the page and the app. */
  hide(): void
  /** The user returns to the app: runs `onShow` of the app and the page. */
  show(options?: { query?: Query; scene?: string }): void
  /** Unloads all pages and stops the app. */
  close(): void
  /**
   * Replaces the templates after a file was edited, and renders them with the current data. Code and configuration do not
   * change.
   */
  replaceTemplates(templates: Program['templates']): Promise<void>
  /** Resolves when all changes are shown. */
  idle(): Promise<void>
  /** Whether pages are being opened or closed, or a rendering is pending. */
  readonly isBusy: boolean
  /** Resolves when `isBusy` is false. Timers and calls of `my` may still be pending. */
  settled(): Promise<void>
  /** Whether the app may change without an event: a timer is set, or it changes its data forever. */
  readonly hasTimers: boolean
  /** The events of the whole app: `my.onAppShow` and similar APIs. */
  readonly appEvents: Pick<AppCode, 'listen' | 'unlisten' | 'phoneEvent' | 'run'>
  /** Reports an uncaught exception of a timer or a callback, after passing it to `App.onError`. */
  uncaughtError(error: unknown): void
  /** Reports an unhandled rejection, after passing it to `App.onUnhandledRejection`. */
  unhandledRejection(reason: unknown, promise?: Promise<unknown>): void
}

/**
 * Runs a compiled mini-program. It does not depend on a platform: the simulator runs it in a worker, `photosalbum run` and the
 * testing kit in Node. The app's own code and its templates are evaluated here; the view draws the tree.
 */
export function createMiniProgram({ program, code, my, host, scope }: MiniProgramOptions): MiniProgram {
  let closed = false
  let launchOptions: object = {}
  let enterOptions: object = {}
  /** The route of the first page, while the app starts. */
  let opening: string | undefined
  const tabs = program.app.tabBar?.items.map(({ pagePath }) => pagePath.replace(/^\//, '')) ?? []

  // The app's own code and its modules.
  const appCode = createAppCode({
    get app() {
      return modules.app
    },
    problems: program.problems,
    report: (problem, thrown) => host.report(problem, thrown),
  })
  const { run, failed, report } = appCode
  const modules = createAppModules(program, code, appCode)
  const timers = createTimers(appCode, () => host.timerEnded?.())

  // The way from data to the view: templates are rendered, trees compared, and patches sent.
  let renderer = createTemplateRenderer(program.templates, modules.sjs, report)
  const rendering = createRendering({
    appCode,
    render(owner) {
      const page = pages.all.find((each) => each.owner === owner)
      if (page) pages.render(page)
      else components.update(owner)
    },
    takeUpdates: () => pages.takeUpdates(),
    draw: (update) => host.render(update),
    drawn: () => host.rendered?.(),
    report: (problem, thrown) => host.report(problem, thrown),
  })
  const ownerContext: OwnerContext = { schedule: rendering.schedule, run, warn: appCode.warn }
  let componentIds = 0
  const components = createComponents({
    ...ownerContext,
    program,
    definitionOf: modules.component,
    render: (owner) => renderer.render(owner),
    afterRender: rendering.afterRender,
    pageOf: (node) => pages.of(node),
    nextId: () => ++componentIds,
    shared: sharedMethods,
    changed(node, listener, value, old) {
      if (typeof listener !== 'function') return
      rendering.afterRender(() => {
        const owner = node.vnode.owner as LiveOwner
        const page = pages.of(node)
        if (!page) return
        const context = sjsContext(page)
        run(owner, listener, undefined, [value, old, ownerInstance(owner, context), elementInstance(node, context)])
      })
    },
  })

  // The pages, and the navigation between them.
  const pages = createPages({
    program,
    appCode,
    modules,
    ownerContext,
    tabs,
    components,
    shared: (owner) => ({ ...sharedMethods(owner), ...components.selectors(owner) }),
    render: (owner) => renderer.render(owner),
    afterRender: rendering.afterRender,
    wake: rendering.wake,
  })
  const navigation = createNavigation({
    program,
    appCode,
    pages,
    tabs,
    isClosed: () => closed,
    ...(host.confirmLeaving && { confirmLeaving: (message) => host.confirmLeaving!(message) }),
  })
  const queries = createQueries({
    pages,
    components,
    ...(host.measure && { measure: (request) => host.measure!(request) }),
    idle: rendering.idle,
  })

  /** The global names that the app's modules can use. */
  const globals: PhoneScope = {
    my,
    getCurrentPages: () =>
      // While the app starts, its code reads the route of the page that opens next.
      opening === undefined ? pages.stack.map(({ instance }) => instance) : [{ route: opening, data: {} }],
    // The code of plugins is only available on a server.
    requirePlugin: (plugin: unknown) => {
      const name = `requirePlugin(${JSON.stringify(String(plugin))})`
      const details = { code: 'not-simulated', name } as const
      report({ severity: 'warning', message: `${name} is not simulated.`, details, file: 'app.json' })
      return createMissingModule()
    },
    ...timers.scope,
    ...scope,
  }

  function sharedMethods(owner: () => LiveOwner): { [name: string]: unknown } {
    const ofMy = (name: string) => (options?: unknown) => {
      const method = (my as { [name: string]: unknown })[name]
      if (typeof method !== 'function') throw new TypeError(`my.${name} is not a function`)
      // The second argument is the page or component to search in.
      return method.call(my, options, owner().instance)
    }
    const router = createRouter(my, owner)
    return {
      router,
      // In components, it is replaced with the router of their page.
      pageRouter: router,
      createSelectorQuery: ofMy('createSelectorQuery'),
      createIntersectionObserver: ofMy('createIntersectionObserver'),
      createMediaQueryObserver: ofMy('createMediaQueryObserver'),
      getTabBar: () => pages.tabBar(owner()) ?? null,
      setUpdatePerformanceListener: () => {},
    }
  }

  const sjsContext = (page: Page): SjsContext => ({
    tree: page.tree,
    run,
    changed: rendering.wake,
    ownerOf: (owner) => (owner.node?.vnode.kind === 'component' ? (owner.node.vnode.owner as LiveOwner) : undefined),
  })

  const miniProgram: MiniProgram = {
    ...navigation.routing,
    ...queries,
    tabs,
    async launch({ route, query = {}, scene = '1000', isRunning = false } = {}) {
      await navigation.step(async () => {
        const path = route?.replace(/^\//, '') ?? program.pages[0]
        // my.getLaunchOptionsSync.md: without parameters there is no `query`, and apps check for that.
        const given = Object.keys(query).length > 0 && { query }
        launchOptions = { path: path ?? '', ...given, scene, referrerInfo: {} }
        enterOptions = launchOptions
        opening = path
        modules.startApp(globals)
        if (!isRunning) for (const name of ['onLaunch', 'onShow'] as const) appCode.event(name, launchOptions)
        opening = undefined
        if (path === undefined) return
        if (program.pages.includes(path)) return pages.open(path, query, { isTab: tabs.includes(path) })
        report({
          severity: 'error',
          message: `There is no page "${path}".`,
          details: { code: 'page-not-found', route: path },
          file: 'app.json',
        })
        appCode.event('onPageNotFound', { path, query, isEntryPage: true })
      })
      await rendering.idle()
    },
    get launchOptions() {
      return launchOptions
    },
    get enterOptions() {
      return enterOptions
    },
    get app() {
      return modules.app
    },
    get stack() {
      return pages.stack
    },
    dispatch(event) {
      const page = pages.all.find((each) => each.page === event.page)
      if (!page) return 0
      return dispatch(page.tree, event, (owner, handler, appEvent, node, path) => {
        if (typeof handler.value === 'string') {
          const method = owner.instance[handler.value]
          if (typeof method === 'function') run(owner, method, owner.instance, [appEvent])
          else missingHandler(owner, handler, node)
          return undefined
        }
        // A function in a template comes from SJS, or was passed in as a prop.
        const context = sjsContext(page)
        const sjsEvent = Object.assign(appEvent, {
          instance: elementInstance(node, context),
          preventDefault() {},
          composedPath: () => path.map((each) => elementInstance(each, context)),
        })
        return run(owner, handler.value, owner.instance, [sjsEvent, ownerInstance(owner, context)])
      })
    },
    pageEvent(name, argument, id) {
      const page = pages.find(id)
      return page && pages.hook(page, name, ...(argument === undefined ? [] : [argument]))
    },
    call(method, ...values) {
      const instance = pages.top?.instance
      const called = instance?.[method]
      if (typeof called !== 'function') {
        const names = methodsOf(instance)
        throw new TypeError(`The page has no method "${method}". It has: ${names.join(', ') || 'none'}.`)
      }
      return called.apply(instance, values)
    },
    view(id) {
      const page = pages.find(id)
      if (!page) throw new Error('No page is open.')
      return page.tree.view(page.root) as ViewElement
    },
    component(id) {
      const node = queries.node(id)
      return node?.vnode.kind === 'component' ? components.ownerOf(node as never)?.instance : undefined
    },
    hide() {
      if (pages.top) pages.hook(pages.top, 'onHide')
      appCode.event('onHide')
    },
    show(options) {
      enterOptions = { ...enterOptions, ...options }
      appCode.event('onShow', enterOptions)
      if (pages.top) pages.hook(pages.top, 'onShow')
    },
    close() {
      if (closed) return
      closed = true
      for (const page of pages.all.toReversed()) pages.unload(page)
      timers.end()
    },
    async replaceTemplates(templates) {
      renderer = createTemplateRenderer(templates, modules.sjs, report)
      for (const owner of [...pages.all.map((page) => page.owner), ...components.all()]) {
        owner.loops = { before: new Map(), now: new Map() }
        rendering.schedule(owner)
      }
      await rendering.idle()
    },
    idle: rendering.idle,
    get isBusy() {
      return navigation.isPending || rendering.isPending
    },
    async settled() {
      while (miniProgram.isBusy) {
        await navigation.idle()
        await rendering.idle()
      }
    },
    get hasTimers() {
      return timers.running > 0 || rendering.isEndless
    },
    appEvents: appCode,
    uncaughtError: (error) => failed(error),
    unhandledRejection: appCode.rejected,
  }
  return miniProgram

  function missingHandler(owner: LiveOwner, handler: Handler, node: LiveElement): void {
    const [file, line, column] = node.vnode.source
    const attribute = `on${handler.type[0]!.toUpperCase()}${handler.type.slice(1)}`
    const missing = noMethod(owner.unit.path, String(handler.value), attribute)
    report({ severity: BY_ITSELF.test(handler.type) ? 'warning' : 'error', ...missing, file, line, column })
  }
}

/** Events that happen without a user. */
const BY_ITSELF = /^(load|error|ready|appear|disappear|firstAppear)$/

/** The methods that were passed to `Page`, including those of the life cycle. */
export function methodsOf(instance: Instance | undefined): string[] {
  return Object.keys(instance ?? {}).filter((name) => typeof instance?.[name] === 'function')
}
