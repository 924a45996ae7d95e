import { type Components, createComponents } from './components.ts'
import { type Definition, defineComponent, definePage, membersOf } from './definition.ts'
import { textOf } from './evaluate.ts'
import { createEventChannels, type EventChannel } from './event-channel.ts'
import { datasetOf, dispatch } from './events.ts'
import { type Instance, LiveOwner } from './owner.ts'
import { type Modules, type PhoneScope, type ProgramFunction, phoneScope } from './phone-scope.ts'
import { createTemplateRenderer } from './render-template.ts'
import { parseUrl, type Query } from './routes.ts'
import { select } from './selectors.ts'
import { elementInstance, ownerInstance, type SjsContext } from './sjs-instance.ts'
import { createTree, type LiveElement, type LiveNode, type LiveParent, type Tree } from './tree.ts'
import type {
  LayoutAnswer,
  LayoutRequest,
  PageConfig,
  PageState,
  Problem,
  Program,
  ViewElement,
  ViewEvent,
  ViewUpdate,
} from './types.ts'
import type { Handler } from './vnode.ts'

type MaybePromise<T> = T | Promise<T>

/** What is around a running mini-program. */
export interface MiniProgramHost {
  /** Shows an update. What waits for the view, such as `onReady` and the callback of `setData`, waits for the promise. */
  render(update: ViewUpdate): MaybePromise<void>
  /** Data changed, and what it changes in the view is shown. */
  rendered?(): void
  /** Something went wrong. `thrown` is what the app's own code threw, after `App.onError` saw it. */
  report(problem: Problem, thrown?: unknown): void
  /** Where nodes are. Without it nothing has a place or a size. */
  measure?(request: LayoutRequest): MaybePromise<LayoutAnswer>
}

export interface SelectOptions {
  /** @default the visible page */
  readonly page?: number
  /** `this` of a page or component: only what is written in its own template is found. */
  readonly within?: object
  /** @default false */
  readonly first?: boolean
}

/** A node that was selected, with what the view knows of it. */
export type Measured = LayoutAnswer[number] & {
  readonly node: number
  readonly id: string
  readonly dataset: { readonly [name: string]: unknown }
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

export interface OpenPage extends PageState {
  /** Whether its script called `Page`. */
  readonly isDefined: boolean
  /** `this` of the page. */
  readonly instance: Instance
}

/** What a call of a routing API fails with. */
export interface RoutingError {
  readonly error: number
  readonly errorMessage: string
}

export interface MiniProgram {
  /** `App.onLaunch`, `App.onShow` and the first page. Resolves when the page is shown. */
  launch(options?: { route?: string; query?: Query; scene?: string }): Promise<void>
  /** What `getApp()` gives. */
  readonly app: object | undefined
  /** Open pages, the visible one last. */
  readonly stack: readonly OpenPage[]
  /** These reject with a `RoutingError`. */
  navigateTo(url: string, events?: { readonly [name: string]: unknown }): Promise<{ eventChannel: EventChannel }>
  redirectTo(url: string): Promise<void>
  reLaunch(url: string): Promise<void>
  switchTab(url: string): Promise<void>
  navigateBack(delta?: number): Promise<void>
  /** The person taps the back button: `events.onBack`, then one page back. */
  back(): Promise<void>
  /** The person taps an item of the tab bar. */
  tapTab(index: number): Promise<void>
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
  /** Nodes of a page by a selector. */
  select(selector: string, options?: SelectOptions): number[]
  /** The same, with what is asked of the view, after everything that changed is shown. */
  measure(selector: string, fields: LayoutRequest['fields'], options?: SelectOptions): Promise<Measured[]>
  /** The visible part of the page: its size and how far it is scrolled. */
  measureViewport(fields: LayoutRequest['fields']): Promise<LayoutAnswer[number]>
  /** What a node is, by its id. */
  node(id: number): LiveNode | undefined
  /** The component that a node stands for. */
  component(id: number): Instance | undefined
  /** The person leaves the app: `onHide` of page and app. */
  hide(): void
  /** The person comes back: `onShow` of app and page. */
  show(options?: { query?: Query; scene?: string }): void
  /** Unloads all pages. Nothing runs any more. */
  close(): void
  /** Shows other templates with the data that there is, after a file was edited. Code and configuration stay as they are. */
  replaceTemplates(templates: Program['templates']): Promise<void>
  /** Resolves when everything that changed is shown. */
  idle(): Promise<void>
  /** An error that nobody caught, in a timer or a callback. `App.onError` sees it. */
  uncaughtError(error: unknown): void
  /** A promise that nobody caught. `App.onUnhandledRejection` sees it. */
  unhandledRejection(reason: unknown, promise?: Promise<unknown>): void
}

const MAX_PAGES = 10
/** Renderings in a row without a pause. More of them are an app that never stops changing its data. */
const MAX_ROUNDS = 100
const MAX_PROBLEMS = 1000

// Tests replace timers by their own; the runtime's pauses are not the app's.
const { setTimeout: realTimeout } = globalThis

interface Page extends OpenPage {
  readonly owner: LiveOwner
  readonly tree: Tree
  readonly root: LiveElement
  readonly channel?: EventChannel | undefined
  shown: boolean
  /** It opened as a tab, and stays alive while another tab is visible. */
  readonly isTab: boolean
  readonly opened: { readonly promise: Promise<void>; readonly resolve: () => void }
}

/**
 * Runs a mini-program that was compiled. It knows no platform: the simulator runs it in a worker, `photosalbum run` and
 * the testing kit in Node. The app's own code and its templates are evaluated here; the view draws the tree.
 */
export function createMiniProgram({ program, code, my, host, scope }: MiniProgramOptions): MiniProgram {
  // --------------------------------------------------------------------------------------------------------- problems

  const told = new Set<string>()
  function report(problem: Problem, thrown?: unknown): void {
    const key = `${problem.message}\n${problem.file}:${problem.line}:${problem.column}`
    // What is wrong in a template is wrong each time that it is rendered.
    if (thrown === undefined && (told.has(key) || told.size >= MAX_PROBLEMS)) return
    told.add(key)
    host.report(problem, thrown)
  }

  /** The app's own code threw: `App.onError` sees it first. */
  function failed(thrown: unknown, owner?: LiveOwner): void {
    const { message, stack } = describe(thrown)
    try {
      for (const method of owner?.definition.hooks.onError ?? []) method.call(owner!.instance, thrown)
      const onError = app?.onError
      if (typeof onError === 'function') onError.call(app, message, stack)
    } catch (again) {
      const second = describe(again)
      host.report({ severity: 'error', message: second.message, stack: second.stack }, again)
    }
    host.report(
      { severity: 'error', message, ...(owner && { file: owner.unit.script ?? owner.unit.path }), stack },
      thrown,
    )
  }

  function rejected(reason: unknown, promise?: Promise<unknown>): void {
    run(undefined, app?.onUnhandledRejection, app, [{ reason, promise }])
    const { message, stack } = describe(reason)
    host.report({ severity: 'error', message, stack }, reason)
  }

  /** Runs code of the app. What it throws, at once or in a promise, is the app's. */
  function run(owner: LiveOwner | undefined, method: unknown, thisValue: unknown, values: readonly unknown[]): unknown {
    if (typeof method !== 'function') return undefined
    try {
      const answer: unknown = method.apply(thisValue, values)
      if (answer instanceof Promise) answer.catch((reason: unknown) => rejected(reason, answer))
      return answer
    } catch (thrown) {
      failed(thrown, owner)
      return undefined
    }
  }

  // ---------------------------------------------------------------------------------------------------------- modules

  let app: { [member: string]: unknown } | undefined
  let modules: Modules = {}
  const definitions = new Map<string, { readonly kind: 'page' | 'component'; readonly raw: object }>()
  let loading: string | undefined
  let endTimers = () => {}

  const globals: PhoneScope = {
    my,
    App: function App(definition: object = {}) {
      app = membersOf(definition)
    },
    Page: function Page(definition: object = {}) {
      register('page', definition)
    },
    Component: function Component(definition: object = {}) {
      register('component', definition)
    },
    Mixin: function Mixin(definition: object = {}) {
      return definition
    },
    getApp: () => app,
    getCurrentPages: () => stack.map(({ instance }) => instance),
    ...timers(),
    ...scope,
  }

  /** The app's timers. They end with the app; what they throw is reported. */
  function timers(): PhoneScope {
    type Timer = ReturnType<typeof setTimeout>
    const running = new Set<Timer>()
    endTimers = () => {
      for (const timer of running) clearTimeout(timer)
    }
    const clear = (timer: Timer | undefined) => {
      running.delete(timer!)
      clearTimeout(timer)
    }
    return {
      setTimeout(method: unknown, delay?: number, ...values: unknown[]) {
        const timer: Timer = setTimeout(() => {
          running.delete(timer)
          run(undefined, method, undefined, values)
        }, delay)
        running.add(timer)
        return timer
      },
      setInterval(method: unknown, delay?: number, ...values: unknown[]) {
        const timer: Timer = setInterval(() => run(undefined, method, undefined, values), delay)
        running.add(timer)
        return timer
      },
      clearTimeout: clear,
      clearInterval: clear,
    }
  }

  function register(kind: 'page' | 'component', raw: object): void {
    if (loading !== undefined) definitions.set(loading, { kind, raw })
    else report({ severity: 'error', message: `${kind === 'page' ? 'Page' : 'Component'} was called too late.` })
  }

  /** Runs the module of a page or component, and those of the components that it uses before it, once. */
  const loaded = new Set<string>()
  function load(path: string): void {
    if (loaded.has(path)) return
    loaded.add(path)
    for (const component of Object.values(program.units[path]?.components ?? {})) load(component)
    const before = loading
    loading = path
    try {
      modules[path]?.()
    } catch (thrown) {
      failed(thrown)
    }
    loading = before
    const { script, kind, template } = program.units[path] ?? {}
    // Without a template, it may be a plain script that was opened on its own.
    if (script !== undefined && template !== undefined && !definitions.has(path))
      report({
        severity: 'warning',
        message: `It calls no ${kind === 'page' ? 'Page' : 'Component'}().`,
        file: script,
      })
  }

  const componentDefinitions = new Map<string, Definition>()
  function definitionOf(path: string): Definition {
    let definition = componentDefinitions.get(path)
    if (!definition) {
      load(path)
      definition = defineComponent({ ...(definitions.get(path)?.raw ?? {}) })
      componentDefinitions.set(path, definition)
    }
    return definition
  }

  function sjsModule(path: string): unknown {
    try {
      return modules[path]?.()
    } catch (thrown) {
      const { message, stack } = describe(thrown)
      report({ severity: 'error', message, file: path, stack })
      return undefined
    }
  }

  // -------------------------------------------------------------------------------------------------------- rendering

  let ids = 0
  const nextId = () => ++ids
  let renderer = createTemplateRenderer(program.templates, sjsModule, report)
  const dirty = new Set<LiveOwner>()
  let hooks: (() => void)[] = []
  let stackChanged = false
  /** Functions of SJS change elements without a rendering. */
  let sjsChanged = false
  let flushing: Promise<void> | undefined

  function schedule(owner: LiveOwner): void {
    owner.dirty = true
    dirty.add(owner)
    wake()
  }

  function wake(): void {
    flushing ??= Promise.resolve()
      .then(flush)
      .finally(() => {
        flushing = undefined
        if (isPending()) wake()
      })
  }

  const isPending = () => dirty.size > 0 || hooks.length > 0 || stackChanged || sjsChanged

  /** Renders what changed, shows it, and runs what waited for it, until nothing changes any more. */
  async function flush(): Promise<void> {
    for (let round = 1; isPending(); round++) {
      if (round % MAX_ROUNDS === 0) {
        report({
          severity: 'warning',
          message: `${[...dirty][0]?.unit.path ?? 'The app'} changes its data each time that it is shown.`,
        })
        await new Promise((resolve) => realTimeout(resolve, 50))
      }
      const owners = [...dirty].filter((owner) => owner.alive && owner.dirty)
      dirty.clear()
      if (owners.length > 1) owners.sort((a, b) => depthOf(a) - depthOf(b))
      for (const owner of owners) {
        try {
          if (owner.alive && owner.dirty) renderOwner(owner)
        } catch (thrown) {
          // Such as a stack that was too small for the depth of a page.
          failed(thrown, owner)
        }
      }
      sjsChanged = false
      for (const update of takeUpdates()) await draw(update)
      host.rendered?.()
      const waiting = hooks
      hooks = []
      for (const hook of waiting) hook()
    }
  }

  async function draw(update: ViewUpdate): Promise<void> {
    try {
      await host.render(update)
    } catch (thrown) {
      const { message, stack } = describe(thrown)
      host.report({ severity: 'error', message: `The view failed: ${message}`, stack }, thrown)
    }
  }

  function renderOwner(owner: LiveOwner): void {
    if (owner.node?.vnode.kind === 'component') {
      components.update(owner)
      return
    }
    const page = pages.find((each) => each.owner === owner)
    if (!page) return
    owner.dirty = false
    owner.before = undefined
    const content = renderer.render(owner)
    page.tree.reconcile(page.root, content)
    for (const callback of owner.callbacks.splice(0)) hooks.push(() => run(owner, callback, undefined, []))
    if (!page.shown)
      hooks.push(() => {
        if (owner.alive) pageHook(page, 'onReady')
        page.opened.resolve()
      })
  }

  function takeUpdates(): ViewUpdate[] {
    const updates: ViewUpdate[] = []
    for (const page of pages) {
      const patches = page.tree.takePatches()
      if (!page.shown) {
        page.shown = true
        const root = page.tree.view(page.root) as ViewElement
        updates.push({ type: 'open', page: page.page, route: page.route, root })
      } else if (patches.length > 0) updates.push({ type: 'patch', page: page.page, patches })
    }
    if (stackChanged) {
      stackChanged = false
      updates.push({
        type: 'stack',
        stack: stack.map(({ page, route, query, config, tab }) => ({
          page,
          route,
          query,
          config,
          ...(tab !== undefined && { tab }),
        })),
        hidden: pages.filter((page) => !stack.includes(page)).map(({ page }) => page),
      })
    }
    return updates
  }

  const ownerContext = {
    schedule,
    run,
    warn(message: string, owner: LiveOwner) {
      report({ severity: 'warning', message, file: owner.unit.script ?? owner.unit.path })
    },
  }

  const components: Components = createComponents({
    ...ownerContext,
    program,
    definitionOf,
    render: (owner) => renderer.render(owner),
    afterRender: (hook) => {
      hooks.push(hook)
    },
    pageOf,
    nextId: () => ++componentIds,
    shared: sharedMethods,
    changed(node, listener, value, old) {
      if (typeof listener !== 'function') return
      hooks.push(() => {
        const owner = node.vnode.owner as LiveOwner
        const page = pageOf(node)
        if (!page) return
        const context = sjsContext(page)
        run(owner, listener, undefined, [value, old, ownerInstance(owner, context), elementInstance(node, context)])
      })
    },
  })
  let componentIds = 0

  function pageOf(node: LiveNode): Page | undefined {
    let root: LiveNode = node
    while (root.parent) root = root.parent
    return pages.find((page) => page.root === root)
  }

  function sharedMethods(owner: () => LiveOwner): { [name: string]: unknown } {
    const ofMy = (name: string) => (options?: unknown) => {
      const method = (my as { [name: string]: unknown })[name]
      if (typeof method !== 'function') throw new TypeError(`my.${name} is not a function`)
      // The second value says where to look.
      return method.call(my, options, owner().instance)
    }
    return {
      createSelectorQuery: ofMy('createSelectorQuery'),
      createIntersectionObserver: ofMy('createIntersectionObserver'),
      createMediaQueryObserver: ofMy('createMediaQueryObserver'),
      getTabBar: () => null,
      setUpdatePerformanceListener: () => {},
    }
  }

  const sjsContext = (page: Page): SjsContext => ({
    tree: page.tree,
    run,
    changed() {
      sjsChanged = true
      wake()
    },
    ownerOf: (owner) => (owner.node?.vnode.kind === 'component' ? (owner.node.vnode.owner as LiveOwner) : undefined),
  })

  // ------------------------------------------------------------------------------------------------------------ pages

  /** Pages that are alive: those of the stack, and tabs that are not visible now. */
  let pages: Page[] = []
  let stack: Page[] = []
  let closed = false
  let launchOptions: object = {}
  const tabs = program.app.tabBar?.items.map(({ pagePath }) => pagePath.replace(/^\//, '')) ?? []

  function createPage(route: string, query: Query, isTab: boolean, channel?: EventChannel): Page {
    load(route)
    const unit = program.units[route]!
    const registered = definitions.get(route)
    const raw = { ...membersOf(registered?.raw ?? {}) }
    const definition = definePage(registered?.kind === 'component' ? asPage(raw) : raw)
    const id = nextId()
    const shared: { [name: string]: unknown } = {
      ...sharedMethods(() => owner),
      ...components.selectors(() => owner),
      getOpenerEventChannel: () => channel ?? createEventChannels(() => {})[0],
      hasMixin: (mixin: unknown) => definition.mixins.has(mixin),
    }
    const instance: Instance = Object.create(shared)
    Object.defineProperties(instance, Object.getOwnPropertyDescriptors(definition.members))
    Object.assign(instance, { route, $viewId: id })
    const owner = new LiveOwner(unit, definition, instance, ownerContext)
    Object.assign(shared, owner.methods)
    instance.data = definition.data(instance)
    const tree = createTree(nextId, components.observer)
    const root: LiveElement = {
      id,
      parent: undefined,
      children: [],
      attributes: {},
      events: [],
      vnode: {
        kind: 'element',
        key: '',
        tag: 'page',
        attributes: {},
        handlers: [],
        listeners: [],
        children: [],
        owner,
        source: [unit.template ?? `${route}.axml`, 1, 1],
      },
    }
    owner.node = root
    const config: PageConfig = { ...program.app.window, ...unit.config }
    const tab = isTab ? tabs.indexOf(route) : -1
    return {
      page: id,
      route,
      query,
      config,
      ...(tab >= 0 && { tab }),
      isDefined: registered !== undefined,
      instance,
      owner,
      tree,
      root,
      channel,
      shown: false,
      isTab: tab >= 0,
      opened: deferred(),
    }
  }

  /** Runs a life cycle function of a page and what components say for it in `rootEvents`. */
  function pageHook(page: Page, name: string, ...values: unknown[]): unknown {
    const answer = run(page.owner, page.instance[name], page.instance, values)
    for (const method of page.owner.definition.rootEvents[name] ?? []) run(page.owner, method, page.instance, values)
    for (const owner of components.all())
      if (owner.node && pageOf(owner.node as LiveNode) === page)
        for (const method of owner.definition.rootEvents[name] ?? []) run(owner, method, owner.instance, values)
    return answer
  }

  function show(page: Page): void {
    stackChanged = true
    pageHook(page, 'onShow')
    wake()
  }

  /** Adds a page to the stack. Resolves when it is shown and its `onReady` ran. */
  function open(route: string, query: Query, isTab: boolean, channel?: EventChannel): Promise<void> {
    const page = createPage(route, query, isTab, channel)
    pages.push(page)
    stack.push(page)
    pageHook(page, 'onLoad', query)
    show(page)
    schedule(page.owner)
    return page.opened.promise
  }

  function unload(page: Page): void {
    pageHook(page, 'onUnload')
    for (const child of page.root.children) page.tree.remove(child)
    page.owner.alive = false
    page.opened.resolve()
    pages = pages.filter((each) => each !== page)
    stack = stack.filter((each) => each !== page)
    stackChanged = true
    wake()
  }

  // ------------------------------------------------------------------------------------------------------- navigation

  let queue: Promise<unknown> = Promise.resolve()

  /** One after another, and each in a turn of its own: a page may ask for the next one before it is open itself. */
  function navigate<T>(step: () => MaybePromise<T>): Promise<T> {
    const done = queue.then(async () => {
      await new Promise((resolve) => realTimeout(resolve, 0))
      if (closed) throw { error: 2, errorMessage: 'The app was closed.' } satisfies RoutingError
      return await step()
    })
    queue = done.catch(() => {})
    return done
  }

  function target(url: unknown): { route: string; query: Query } {
    if (typeof url !== 'string' || url === '')
      throw { error: 2, errorMessage: 'url must be a string' } satisfies RoutingError
    const { route, query } = parseUrl(url, stack.at(-1)?.route)
    if (!program.pages.includes(route))
      throw { error: 1, errorMessage: `${url} resolved to ${route} is not found` } satisfies RoutingError
    return { route, query }
  }

  function hideTop(): void {
    const top = stack.at(-1)
    if (top) pageHook(top, 'onHide')
  }

  const tabItem = (index: number) => {
    const { pagePath, name } = program.app.tabBar!.items[index]!
    return { pagePath: pagePath.replace(/^\//, ''), text: name, index }
  }

  function openTab(url: string, from: 'user' | 'api'): Promise<void> {
    return navigate(async () => {
      const { route } = target(url)
      const index = tabs.indexOf(route)
      if (index < 0) throw { error: 1, errorMessage: `${url} resolved to ${route} is not tab` } satisfies RoutingError
      const top = stack.at(-1)
      if (top?.isTab && top.route === route) return
      const existing = pages.find((page) => page.isTab && page.route === route)
      if (top?.isTab) hideTop()
      for (const page of stack.filter((each) => !each.isTab).toReversed()) unload(page)
      stack = existing ? [existing] : []
      stackChanged = true
      let opened: Promise<void> | undefined
      if (existing) show(existing)
      else opened = open(route, {}, true)
      pageHook(stack[0]!, 'onTabItemTap', { from, ...tabItem(index) })
      await opened
    })
  }

  function back(delta: number): void {
    const count = Math.min(Math.max(1, Math.trunc(delta) || 1), stack.length - 1)
    if (count < 1) return
    for (const page of stack.slice(-count).toReversed()) unload(page)
    show(stack.at(-1)!)
  }

  const miniProgram: MiniProgram = {
    async launch({ route, query = {}, scene = '1000' } = {}) {
      await navigate(async () => {
        modules = code(...phoneScope(globals))
        const path = route?.replace(/^\//, '') ?? program.pages[0]
        launchOptions = { path: path ?? '', query, scene, referrerInfo: {} }
        try {
          modules.app?.()
        } catch (thrown) {
          failed(thrown)
        }
        app ??= {}
        run(undefined, app.onLaunch, app, [launchOptions])
        run(undefined, app.onShow, app, [launchOptions])
        if (path === undefined) return
        if (program.pages.includes(path)) return open(path, query, tabs.includes(path))
        report({ severity: 'error', message: `There is no page "${path}".`, file: 'app.json' })
        run(undefined, app.onPageNotFound, app, [{ path, query, isEntryPage: true }])
      })
      await miniProgram.idle()
    },
    get app() {
      return app
    },
    get stack() {
      return stack
    },
    navigateTo: (url, events = {}) =>
      navigate(async () => {
        const { route, query } = target(url)
        if (stack.length >= MAX_PAGES)
          throw {
            error: 1,
            errorMessage: `navigateTo: there are ${MAX_PAGES} pages in the stack already`,
          } satisfies RoutingError
        if (tabs.includes(route))
          report({
            severity: 'warning',
            message: `${route} is a page of the tab bar: my.navigateTo opens it without one. my.switchTab is meant for it.`,
          })
        const [opener, opened] = createEventChannels((listener, values) => run(undefined, listener, undefined, values))
        for (const [name, listener] of Object.entries(events))
          if (typeof listener === 'function') opener.on(name, listener as never)
        hideTop()
        await open(route, query, false, opened)
        return { eventChannel: opener }
      }),
    redirectTo: (url) =>
      navigate(async () => {
        const { route, query } = target(url)
        const top = stack.at(-1)
        if (top) unload(top)
        await open(route, query, false)
      }),
    reLaunch: (url) =>
      navigate(async () => {
        const { route, query } = target(url)
        for (const page of [...pages].toReversed()) unload(page)
        await open(route, query, tabs.includes(route))
      }),
    switchTab: (url) => openTab(typeof url === 'string' ? url.split('?')[0]! : url, 'api'),
    navigateBack: (delta = 1) => navigate(() => back(delta)),
    back: () =>
      navigate(() => {
        const top = stack.at(-1)
        if (!top) return
        for (const method of top.owner.definition.rootEvents.onBack ?? []) run(top.owner, method, top.instance, [])
        back(1)
      }),
    async tapTab(index) {
      const top = stack.at(-1)
      if (!program.app.tabBar?.items[index]) return
      const item = tabItem(index)
      if (top?.isTab && top.route === item.pagePath) {
        pageHook(top, 'onSelectedTabItemTap', item)
        return
      }
      if (top) pageHook(top, 'beforeTabItemTap')
      await openTab(`/${item.pagePath}`, 'user')
    },
    dispatch(event) {
      const page = pages.find((each) => each.page === event.page)
      if (!page) return 0
      return dispatch(page.tree, event, (owner, handler, appEvent, node) => {
        if (typeof handler.value === 'string') {
          const method = owner.instance[handler.value]
          if (typeof method !== 'function') {
            missingHandler(owner, handler, node)
            return undefined
          }
          run(owner, method, owner.instance, [appEvent])
          return undefined
        }
        // A function in a template is one of SJS, or one that was passed in as a prop.
        const context = sjsContext(page)
        const sjsEvent = Object.assign(appEvent, { instance: elementInstance(node, context), preventDefault() {} })
        return run(owner, handler.value, owner.instance, [sjsEvent, ownerInstance(owner, context)])
      })
    },
    pageEvent(name, argument, id) {
      const page = id === undefined ? stack.at(-1) : pages.find((each) => each.page === id)
      if (!page) return undefined
      return pageHook(page, name, ...(argument === undefined ? [] : [argument]))
    },
    call(method, ...values) {
      const top = stack.at(-1)
      const called = top?.instance[method]
      if (typeof called !== 'function') {
        const names = methodsOf(top?.instance)
        throw new TypeError(`The page has no method "${method}". It has: ${names.join(', ') || 'none'}.`)
      }
      return called.apply(top!.instance, values)
    },
    view(id) {
      const page = id === undefined ? stack.at(-1) : pages.find((each) => each.page === id)
      if (!page) throw new Error('No page is open.')
      return page.tree.view(page.root) as ViewElement
    },
    select(selector, { page: id, within, first = false } = {}) {
      const page = id === undefined ? stack.at(-1) : pages.find((each) => each.page === id)
      if (!page) return []
      const owner = within && [page.owner, ...components.all()].find((each) => each.instance === within)
      const root = (owner?.node ?? page.root) as LiveParent
      return select(root, selector, { ...(owner && { owner }), first }).map((node) => node.id)
    },
    async measure(selector, fields, options = {}) {
      await miniProgram.idle()
      const page = options.page ?? stack.at(-1)?.page
      const nodes = miniProgram.select(selector, options)
      if (page === undefined || nodes.length === 0) return []
      const answer = (await host.measure?.({ page, nodes, fields })) ?? []
      return nodes.flatMap((node, index) => {
        const found = miniProgram.node(node)
        if (found?.vnode.kind !== 'element') return []
        const element = found as LiveElement
        return [{ ...answer[index], node, id: textOf(element.attributes.id), dataset: datasetOf(element) }]
      })
    },
    async measureViewport(fields) {
      await miniProgram.idle()
      const page = stack.at(-1)?.page
      if (page === undefined) return null
      return (await host.measure?.({ page, nodes: 'viewport', fields }))?.[0] ?? null
    },
    node: (id) => pages.map(({ tree }) => tree.find(id)).find((node) => node !== undefined),
    component(id) {
      const node = miniProgram.node(id)
      return node?.vnode.kind === 'component' ? components.ownerOf(node as never)?.instance : undefined
    },
    hide() {
      hideTop()
      run(undefined, app?.onHide, app, [])
    },
    show(options) {
      launchOptions = { ...launchOptions, ...options }
      run(undefined, app?.onShow, app, [launchOptions])
      const top = stack.at(-1)
      if (top) pageHook(top, 'onShow')
    },
    close() {
      if (closed) return
      closed = true
      for (const page of [...pages].toReversed()) unload(page)
      endTimers()
    },
    async replaceTemplates(templates) {
      renderer = createTemplateRenderer(templates, sjsModule, report)
      for (const owner of [...pages.map((page) => page.owner), ...components.all()]) {
        owner.rounds = { before: new Map(), now: new Map() }
        schedule(owner)
      }
      await miniProgram.idle()
    },
    async idle() {
      while (flushing) await flushing
    },
    uncaughtError: (error) => failed(error),
    unhandledRejection: rejected,
  }
  return miniProgram

  function missingHandler(owner: LiveOwner, handler: Handler, node: LiveElement): void {
    const [file, line, column] = node.vnode.source
    const name = `on${handler.type[0]!.toUpperCase()}${handler.type.slice(1)}`
    report({
      severity: 'error',
      message: `${owner.unit.path} has no method "${String(handler.value)}" for ${name}.`,
      file,
      line,
      column,
    })
  }
}

/** The methods that were given to `Page`, life cycle included. */
export function methodsOf(instance: Instance | undefined): string[] {
  return Object.keys(instance ?? {}).filter((name) => typeof instance?.[name] === 'function')
}

/** A page that is made by `Component`: its methods are those of the page. */
function asPage(raw: { readonly [name: string]: unknown }): { [name: string]: unknown } {
  const { methods, rootEvents, onInit, didMount, didUnmount, ...rest } = raw as {
    [name: string]: unknown
    methods?: object
  }
  const own = { ...membersOf(methods ?? {}) }
  const chain = (name: string, hook: unknown) => {
    if (typeof hook !== 'function') return
    const method = own[name]
    own[name] = function (this: unknown, ...values: unknown[]) {
      hook.call(this)
      return typeof method === 'function' ? method.apply(this, values) : undefined
    }
  }
  chain('onLoad', onInit)
  chain('onReady', didMount)
  chain('onUnload', didUnmount)
  return { ...rest, ...own, events: rootEvents }
}

function depthOf(owner: LiveOwner): number {
  let depth = 0
  for (let node = owner.node?.parent; node; node = node.parent) depth++
  return depth
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

/** What was thrown, in words. APIs fail with plain objects, which have an `errorMessage`. */
function describe(thrown: unknown): { message: string; stack: string } {
  try {
    if (typeof thrown === 'object' && thrown !== null) {
      const { message, errorMessage, stack } = thrown as { message?: unknown; errorMessage?: unknown; stack?: unknown }
      const text = message ?? errorMessage
      const named = thrown instanceof Error || typeof stack === 'string' ? String(thrown) : undefined
      return {
        message: typeof text === 'string' ? text : (named ?? JSON.stringify(thrown)),
        stack: typeof stack === 'string' ? stack : '',
      }
    }
    return { message: String(thrown), stack: '' }
  } catch {
    return { message: 'Something was thrown that cannot be read.', stack: '' }
  }
}
