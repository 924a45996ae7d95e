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

/** What is around a running mini-program. */
export interface MiniProgramHost {
  /** Shows an update. What waits for the view, such as `onReady` and the callback of `setData`, waits for the promise. */
  render(update: ViewUpdate): MaybePromise<void>
  /** Data changed, and what it changes in the view is shown. */
  rendered?(): void
  /** A timer of the app has run, or was cleared. */
  timerEnded?(): void
  /** Something went wrong. `thrown` is what the app's own code threw, after `App.onError` saw it. */
  report(problem: Problem, thrown?: unknown): void
  /** Asks the user whether to leave the page. @default always leaves */
  confirmLeaving?(message: string): Promise<boolean>
  /** Where nodes are. Without it nothing has a place or a size. */
  measure?(request: LayoutRequest): MaybePromise<LayoutAnswer>
}

export interface MiniProgramOptions {
  readonly program: Program
  /** What the script of the program gave: see `takeProgramFunction`. */
  readonly code: ProgramFunction
  /** The app's `my`. Routing and queries of the layout are put together from what this runtime offers. */
  readonly my: object
  readonly host: MiniProgramHost
  /** Other names that the app's modules find, such as its `console`. */
  readonly scope?: PhoneScope
}

export interface LaunchOptions {
  /** @default the first page of `app.json` */
  readonly route?: string
  readonly query?: Query
  /** @default '1000' */
  readonly scene?: string
  /**
   * Whether the app runs already, and only its page is new: then `App.onLaunch` and `App.onShow` are not called.
   * @default false
   */
  readonly isRunning?: boolean
}

export interface MiniProgram extends Routing, Queries {
  /** `App.onLaunch`, `App.onShow` and the first page. Resolves when the page is shown. */
  launch(options?: LaunchOptions): Promise<void>
  /** What the app was started with, and what it was last shown with. */
  readonly launchOptions: object
  readonly enterOptions: object
  /** What `getApp()` gives. */
  readonly app: object | undefined
  /** The routes of the pages of the tab bar. */
  readonly tabs: readonly string[]
  /** Open pages, the visible one last. */
  readonly stack: readonly OpenPage[]
  /** An event of the view. Answers how many handlers the app has for it. */
  dispatch(event: ViewEvent): number
  /**
   * Something happens to a page as a whole, such as `onPullDownRefresh` or `onPageScroll`. Calls the page's own function,
   * those of `events` and those of components, and answers what the page's own function returned.
   */
  pageEvent(name: string, argument?: unknown, page?: number): unknown
  /** Calls a method of the visible page. */
  call(method: string, ...values: unknown[]): unknown
  /** The whole tree of a page, as the view knows it. @default the visible page */
  view(page?: number): ViewElement
  /** The component of a node. */
  component(id: number): Instance | undefined
  /** The user leaves the app: `onHide` of page and app. */
  hide(): void
  /** The user comes back: `onShow` of app and page. */
  show(options?: { query?: Query; scene?: string }): void
  /** Unloads all pages. Nothing runs any more. */
  close(): void
  /** Shows other templates with the data that there is, after a file was edited. Code and configuration stay as they are. */
  replaceTemplates(templates: Program['templates']): Promise<void>
  /** Resolves when everything that changed is shown. */
  idle(): Promise<void>
  /** Whether pages are being opened or closed, or something is being rendered. */
  readonly isBusy: boolean
  /** Resolves when it is not busy any more. Timers and calls of `my` may still be pending. */
  settled(): Promise<void>
  /** Whether something may change by itself: a timer of the app is set, or it never stops changing its data. */
  readonly hasTimers: boolean
  /** What happens to the app as a whole: `my.onAppShow` and others like it. */
  readonly appEvents: Pick<AppCode, 'listen' | 'unlisten' | 'phoneEvent' | 'run'>
  /** An uncaught error in a timer or a callback. `App.onError` sees it. */
  uncaughtError(error: unknown): void
  /** A rejected promise that was not caught. `App.onUnhandledRejection` sees it. */
  unhandledRejection(reason: unknown, promise?: Promise<unknown>): void
}

/**
 * Runs a mini-program that was compiled. It knows no platform: the simulator runs it in a worker, `photosalbum run` and
 * the testing kit in Node. The app's own code and its templates are evaluated here; the view draws the tree.
 */
export function createMiniProgram({ program, code, my, host, scope }: MiniProgramOptions): MiniProgram {
  let closed = false
  let launchOptions: object = {}
  let enterOptions: object = {}
  /** The route of the first page, until it opens. */
  let opening: string | undefined
  const tabs = program.app.tabBar?.items.map(({ pagePath }) => pagePath.replace(/^\//, '')) ?? []

  // The app's own code: how it is run, and what its modules define.
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

  // From data to what is shown: templates are rendered, trees compared, patches sent to the view.
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

  // The pages, and the ways from one to another.
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

  /** What the app's modules find in their global scope. */
  const globals: PhoneScope = {
    my,
    getCurrentPages: () =>
      // While the app starts, its code reads the route of the page that is about to open.
      opening === undefined ? pages.stack.map(({ instance }) => instance) : [{ route: opening, data: {} }],
    // The code of plugins is on a server.
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
      // The second value says where to look.
      return method.call(my, options, owner().instance)
    }
    const router = createRouter(my, owner)
    return {
      router,
      // A component replaces it with the router of its page.
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
        // my.getLaunchOptionsSync.md: without parameters there is no query, so apps look whether there is one.
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
        // A function in a template is one of SJS, or one that was passed in as a prop.
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
        owner.rounds = { before: new Map(), now: new Map() }
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

/** Events that happen without a person. */
const BY_ITSELF = /^(load|error|ready|appear|disappear|firstAppear)$/

/** The methods that were given to `Page`, life cycle included. */
export function methodsOf(instance: Instance | undefined): string[] {
  return Object.keys(instance ?? {}).filter((name) => typeof instance?.[name] === 'function')
}
