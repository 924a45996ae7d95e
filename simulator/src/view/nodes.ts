import { batch, type Signal, signal } from '@preact/signals'
import type { Json, PageState, Patch, Source, ViewNode, ViewUpdate } from '../../../src/mini-program/types.ts'

export type Attributes = { readonly [name: string]: Json }

/**
 * A value that components can subscribe to. It becomes a signal at the first subscription, since most values of a page have
 * none.
 */
class Cell<T> {
  #now: T
  #signal: Signal<T> | undefined

  constructor(value: T) {
    this.#now = value
  }

  peek(): T {
    return this.#now
  }

  get value(): T {
    this.#signal ??= signal(this.#now)
    return this.#signal.value
  }

  set value(value: T) {
    this.#now = value
    if (this.#signal) this.#signal.value = value
  }
}

interface Base {
  readonly id: number
  readonly page: number
  parent: LiveElement | LiveComponent | undefined
  /** The custom element that the node is drawn as, while it is mounted. */
  dom?: HTMLElement | undefined
  drawing?: Drawing | undefined
}

/** The drawing of a node, which the tree updates. */
export interface Drawing {
  /** The text or the element. Absent for a component without an element of its own. */
  readonly dom: ChildNode | undefined
  /** Called after the text, the attributes or the events have changed. */
  refresh(): void
  /** Removes children from the page. */
  takeOut(nodes: readonly LiveNode[]): void
  /** Draws children that are new or were moved. */
  putIn(start: number, count: number): void
  dispose(): void
}

export interface LiveText extends Base {
  readonly kind: 'text'
  readonly text: Cell<string>
}

export interface LiveElement extends Base {
  readonly kind: 'element'
  readonly tag: string
  readonly attributes: Cell<Attributes>
  readonly events: Cell<readonly string[]>
  readonly children: Cell<readonly LiveNode[]>
  readonly scope: string | undefined
  readonly source: Source | undefined
  /** Methods that the program may call, such as `focus`. Set by the component while it is mounted. */
  methods?: { readonly [name: string]: (...values: readonly Json[]) => void }
}

export interface LiveComponent extends Base {
  readonly kind: 'component'
  readonly tag: string
  readonly component: string
  /** Absent for a virtual component, whose children take its place. */
  readonly host: { readonly attributes: Cell<Attributes>; readonly scope: string | undefined } | undefined
  readonly children: Cell<readonly LiveNode[]>
  readonly source: Source | undefined
}

export type LiveNode = LiveText | LiveElement | LiveComponent

export interface LivePage {
  readonly page: number
  readonly route: string
  readonly root: LiveElement
}

/** The trees of all open pages. A patch changes one node, and only this node is drawn again. */
export interface LiveTree {
  readonly pages: Signal<ReadonlyMap<number, LivePage>>
  /** The open pages, the visible one last. */
  readonly stack: Signal<readonly PageState[]>
  apply(update: ViewUpdate): void
  get(id: number): LiveNode | undefined
}

/** The maximum depth of nodes. Deeper ones are not shown, because the phone uses recursive functions. */
export const MAX_NODE_DEPTH = 500

export function createLiveTree(): LiveTree {
  const nodes = new Map<number, LiveNode>()
  const pages = signal<ReadonlyMap<number, LivePage>>(new Map())
  const stack = signal<readonly PageState[]>([])

  function create(node: ViewNode, page: number, parent: LiveNode['parent'], depth: number): LiveNode {
    const live = createNode(node, page, parent)
    nodes.set(node.id, live)
    if ('children' in node && live.kind !== 'text' && depth < MAX_NODE_DEPTH) {
      live.children.value = node.children.map((child) => create(child, page, live, depth + 1))
    }
    return live
  }

  function remove(node: LiveNode): void {
    nodes.delete(node.id)
    node.drawing?.dispose()
    if (node.kind !== 'text') for (const child of node.children.peek()) remove(child)
  }

  function patch(change: Patch, page: number): void {
    const node = nodes.get(change.id)
    if (!node) return
    if (change.op === 'text') {
      if (node.kind === 'text') node.text.value = change.text
      node.drawing?.refresh()
    } else if (change.op === 'events') {
      if (node.kind === 'element') node.events.value = change.events
      node.drawing?.refresh()
    } else if (change.op === 'attributes') {
      const attributes = attributesOf(node)
      if (attributes) attributes.value = changedAttributes(attributes.peek(), change.attributes)
      node.drawing?.refresh()
    } else if (change.op === 'call') {
      const methods = node.kind === 'element' ? node.methods : undefined
      if (methods && Object.hasOwn(methods, change.method)) methods[change.method]?.(...change.arguments)
    } else if (node.kind !== 'text') {
      const children = [...node.children.peek()]
      const removed = children.slice(change.start, change.start + change.removed)
      const kept = new Set(change.inserted.filter((child) => typeof child === 'number'))
      const before = new Map(removed.map((child) => [child.id, child]))
      const gone = removed.filter((child) => !kept.has(child.id))
      node.drawing?.takeOut(gone)
      for (const child of gone) remove(child)
      const depth = depthOf(node)
      const inserted = change.inserted.flatMap((child) => {
        if (typeof child !== 'number') return depth < MAX_NODE_DEPTH ? create(child, page, node, depth + 1) : []
        // No other node may be moved here: it could be an ancestor of this one.
        return before.get(child) ?? []
      })
      children.splice(change.start, change.removed, ...inserted)
      node.children.value = children
      node.drawing?.putIn(change.start, inserted.length)
    }
  }

  return {
    pages,
    stack,
    get: (id) => nodes.get(id),
    apply: (update) =>
      batch(() => {
        if (update.type === 'open') {
          const root = create(update.root, update.page, undefined, 0) as LiveElement
          pages.value = new Map([...pages.peek(), [update.page, { page: update.page, route: update.route, root }]])
        } else if (update.type === 'patch') {
          for (const change of update.patches) patch(change, update.page)
        } else {
          const open = new Set([...update.stack.map(({ page }) => page), ...update.hidden])
          for (const [page, { root }] of pages.peek()) if (!open.has(page)) remove(root)
          pages.value = new Map([...pages.peek()].filter(([page]) => open.has(page)))
          stack.value = update.stack
        }
      }),
  }
}

function depthOf(node: LiveNode): number {
  let depth = 0
  for (let at = node.parent; at; at = at.parent) depth++
  return depth
}

function createNode(node: ViewNode, page: number, parent: LiveNode['parent']): LiveNode {
  const { id } = node
  if ('text' in node) return { kind: 'text', id, page, parent, drawing: undefined, text: new Cell(node.text) }
  const { tag, source } = node
  const children = new Cell<readonly LiveNode[]>([])
  if ('component' in node) {
    const host = node.host && { attributes: new Cell<Attributes>(node.host.attributes), scope: node.host.scope }
    return { kind: 'component', id, page, parent, tag, source, children, component: node.component, host }
  }
  const [attributes, events] = [new Cell<Attributes>(node.attributes), new Cell(node.events)]
  return {
    kind: 'element',
    id,
    page,
    parent,
    dom: undefined,
    drawing: undefined,
    tag,
    source,
    children,
    attributes,
    events,
    scope: node.scope,
  }
}

function attributesOf(node: LiveNode): Cell<Attributes> | undefined {
  return node.kind === 'element' ? node.attributes : node.kind === 'component' ? node.host?.attributes : undefined
}

/** `null` removes an attribute. */
export function changedAttributes(before: Attributes, changes: Attributes): Attributes {
  const all = { ...before, ...changes }
  for (const name in changes)
    if (changes[name] === null) return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null))
  return all
}
