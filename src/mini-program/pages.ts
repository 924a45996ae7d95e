import type { AppCode } from './app-code.ts'
import type { AppModules } from './app-modules.ts'
import { definePage, membersOf } from './definition.ts'
import { createEventChannels, type EventChannel } from './event-channel.ts'
import { type Instance, LiveOwner, type OwnerContext } from './owner.ts'
import type { Query } from './routes.ts'
import {
  createTree,
  type LiveComponent,
  type LiveElement,
  type LiveNode,
  type Tree,
  type TreeObserver,
} from './tree.ts'
import { type PageConfig, type PageState, type Program, TAB_BAR, type ViewElement, type ViewUpdate } from './types.ts'
import type { VElement, VNode } from './vnode.ts'

export interface OpenPage extends PageState {
  /** Whether its script called `Page`. */
  readonly isDefined: boolean
  /** `this` of the page. */
  readonly instance: Instance
}

export interface Page extends OpenPage {
  readonly owner: LiveOwner
  readonly tree: Tree
  readonly root: LiveElement
  /** Whether the view has received it. */
  shown: boolean
  /** It opened as a tab, and stays alive while another tab is visible. */
  readonly isTab: boolean
  /** The question for a user who leaves the page by the back button. */
  leaveMessage?: string | undefined
  /** Resolves after the page was shown and its `onReady` ran. */
  readonly opened: Promise<void>
  readonly ready: () => void
}

/** The pages that are alive, and their life cycle. */
export interface Pages {
  /** The pages of the stack, and tab pages that are not visible now. */
  readonly all: readonly Page[]
  /** The visible one last. */
  readonly stack: readonly Page[]
  readonly top: Page | undefined
  find(id: number | undefined): Page | undefined
  of(node: LiveNode): Page | undefined
  /** The app's own tab bar on the page of an owner. */
  tabBar(owner: LiveOwner): Instance | undefined
  /** Opens a page on top of the stack. Resolves after it was shown and its `onReady` ran. */
  open(route: string, query: Query, options: { isTab: boolean; channel?: EventChannel }): Promise<void>
  /** Shows a page of the stack again. */
  show(page: Page): void
  unload(page: Page): void
  /** Replaces the stack. Pages that are no longer in it stay alive. */
  setStack(pages: readonly Page[]): void
  /**
   * Runs a life cycle method of a page, and the handlers of its components in `rootEvents`. Returns the result of the page's
   * own method.
   */
  hook(page: Page, name: string, ...values: unknown[]): unknown
  render(page: Page): void
  /** The updates for the view since the last call. */
  takeUpdates(): ViewUpdate[]
}

export interface PagesContext {
  readonly program: Program
  readonly appCode: AppCode
  readonly modules: AppModules
  readonly ownerContext: OwnerContext
  readonly tabs: readonly string[]
  /** The components in the pages. */
  readonly components: {
    readonly observer: TreeObserver
    all(): Iterable<LiveOwner>
    ownerOf(node: LiveComponent): LiveOwner | undefined
  }
  /** The methods that pages and components share. */
  shared(owner: () => LiveOwner): { readonly [name: string]: unknown }
  render(owner: LiveOwner): VNode[]
  afterRender(hook: () => void): void
  /** Schedules an update of the view after a change of the stack. */
  wake(): void
}

export function createPages(context: PagesContext): Pages {
  const { program, appCode, components } = context
  const { run } = appCode
  let ids = 0
  const nextId = () => ++ids
  let all: Page[] = []
  let stack: Page[] = []
  let stackChanged = false

  function create(route: string, query: Query, isTab: boolean, channel?: EventChannel): Page {
    const registered = context.modules.page(route)
    const unit = program.units[route]!
    const raw = { ...membersOf(registered?.raw ?? {}) }
    const definition = definePage(registered?.kind === 'component' ? asPage(raw) : raw)
    const id = nextId()
    const shared: { [name: string]: unknown } = {
      ...context.shared(() => owner),
      getOpenerEventChannel: () => channel ?? createEventChannels(() => {})[0],
      hasMixin: (mixin: unknown) => definition.mixins.has(mixin),
    }
    const instance: Instance = Object.create(shared)
    Object.defineProperties(instance, Object.getOwnPropertyDescriptors(definition.members))
    Object.assign(instance, { route, $viewId: id })
    const owner = new LiveOwner(unit, definition, instance, context.ownerContext)
    owner.addMethods()
    instance.data = definition.data(instance)
    const root = rootOf(owner, id)
    owner.node = root
    const config: PageConfig = { ...program.app.window, ...unit.config }
    const tab = isTab ? context.tabs.indexOf(route) : -1
    const { promise, resolve } = deferred()
    return {
      page: id,
      route,
      query,
      config,
      // An app that draws its own tab bar replaces that of the phone.
      ...(tab >= 0 && !unit.components[TAB_BAR] && { tab }),
      isDefined: registered !== undefined,
      instance,
      owner,
      tree: createTree(nextId, components.observer),
      root,
      shown: false,
      isTab: tab >= 0,
      opened: promise,
      ready: resolve,
    }
  }

  function hook(page: Page, name: string, ...values: unknown[]): unknown {
    const answer = run(page.owner, page.instance[name], page.instance, values)
    for (const method of page.owner.definition.rootEvents[name] ?? []) run(page.owner, method, page.instance, values)
    for (const owner of components.all())
      if (owner.node && pageOf(owner.node as LiveNode) === page)
        for (const method of owner.definition.rootEvents[name] ?? []) run(owner, method, owner.instance, values)
    return answer
  }

  function pageOf(node: LiveNode): Page | undefined {
    let root: LiveNode = node
    while (root.parent) root = root.parent
    return all.find((page) => page.root === root)
  }

  function show(page: Page): void {
    stackChanged = true
    hook(page, 'onShow')
    context.wake()
  }

  return {
    get all() {
      return all
    },
    get stack() {
      return stack
    },
    get top() {
      return stack.at(-1)
    },
    find: (id) => (id === undefined ? stack.at(-1) : all.find((page) => page.page === id)),
    of: pageOf,
    tabBar(owner) {
      const page = owner.node && pageOf(owner.node)
      const bar = page?.root.children.find(({ vnode: { key } }) => key === TAB_BAR)
      const [component] = (bar as LiveElement | undefined)?.children ?? []
      return component?.vnode.kind === 'component'
        ? components.ownerOf(component as LiveComponent)?.instance
        : undefined
    },
    open(route, query, { isTab, channel }) {
      const page = create(route, query, isTab, channel)
      all.push(page)
      stack.push(page)
      // `getTabBar` returns it from the first `onShow` on, where apps set the selected item.
      page.tree.reconcile(page.root, tabBarOf(page.owner))
      hook(page, 'onLoad', query)
      show(page)
      context.ownerContext.schedule(page.owner)
      return page.opened
    },
    show,
    unload(page) {
      hook(page, 'onUnload')
      for (const child of page.root.children) page.tree.remove(child)
      page.owner.alive = false
      page.ready()
      all = all.filter((each) => each !== page)
      stack = stack.filter((each) => each !== page)
      stackChanged = true
      context.wake()
    },
    setStack(pages) {
      stack = [...pages]
      stackChanged = true
      context.wake()
    },
    hook,
    render(page) {
      const { owner } = page
      owner.dirty = false
      owner.before = undefined
      page.tree.reconcile(page.root, [...context.render(owner), ...tabBarOf(owner)])
      for (const callback of owner.callbacks.splice(0)) context.afterRender(() => run(owner, callback, undefined, []))
      if (page.shown) return
      context.afterRender(() => {
        if (owner.alive) hook(page, 'onReady')
        page.ready()
      })
    },
    takeUpdates() {
      const updates: ViewUpdate[] = []
      for (const page of all) {
        const patches = page.tree.takePatches()
        if (!page.shown) {
          page.shown = true
          const root = page.tree.view(page.root) as ViewElement
          updates.push({ type: 'open', page: page.page, route: page.route, root })
        } else if (patches.length > 0) updates.push({ type: 'patch', page: page.page, patches })
      }
      if (!stackChanged) return updates
      stackChanged = false
      const hidden = all.filter((page) => !stack.includes(page)).map(({ page }) => page)
      return [...updates, { type: 'stack', stack: stack.map(stateOf), hidden }]
    },
  }
}

/** The state of a page that the view and tools receive. */
export const stateOf = ({ page, route, query, config, tab }: PageState): PageState => ({
  page,
  route,
  query,
  config,
  ...(tab !== undefined && { tab }),
})

function rootOf(owner: LiveOwner, id: number): LiveElement {
  const { path, template } = owner.unit
  return {
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
      events: [],
      listeners: [],
      children: [],
      owner,
      source: [template ?? `${path}.axml`, 1, 1],
    },
  }
}

/** The app's own tab bar, which is above everything else on the page (official page: 自定义 tabBar). */
function tabBarOf(owner: LiveOwner): VElement[] {
  const path = owner.unit.components[TAB_BAR]
  if (path === undefined) return []
  const common = { key: TAB_BAR, owner, source: [`${path}.axml`, 1, 1] } as const
  const bar = { ...common, kind: 'component', tag: TAB_BAR, path, props: {}, slotNames: [], ref: undefined } as const
  const attributes = { class: 'a-customize-tab-bar' }
  return [
    { ...common, kind: 'element', tag: 'view', attributes, handlers: [], events: [], listeners: [], children: [bar] },
  ]
}

/** A page that is defined by `Component`: its methods become those of the page. */
function asPage(raw: { readonly [name: string]: unknown }): { [name: string]: unknown } {
  const { methods, rootEvents, onInit, didMount, didUnmount, ...rest } = raw as {
    [name: string]: unknown
    methods?: object
  }
  const own = { ...membersOf(methods ?? {}) }
  const chain = (name: string, first: unknown) => {
    if (typeof first !== 'function') return
    const method = own[name]
    own[name] = function (this: unknown, ...values: unknown[]) {
      first.call(this)
      return typeof method === 'function' ? method.apply(this, values) : undefined
    }
  }
  chain('onLoad', onInit)
  chain('onReady', didMount)
  chain('onUnload', didUnmount)
  return { ...rest, ...own, events: rootEvents }
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}
