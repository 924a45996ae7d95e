import { isObject } from './data.ts'
import { textOf } from './evaluate.ts'
import { compileLengths } from './lengths.ts'
import { isAsBefore } from './snapshot.ts'
import type { Json, Patch, Rect, ViewNode } from './types.ts'
import type { VComponent, VElement, VNode, VText } from './vnode.ts'

/** The nodes of the last rendering, each with its id, in document order. */
export type LiveNode = LiveElement | LiveText | LiveComponent
export type LiveParent = LiveElement | LiveComponent

export interface LiveElement {
  readonly id: number
  vnode: VElement
  parent: LiveParent | undefined
  children: LiveNode[]
  /** The attributes that were last sent to the view. */
  attributes: { readonly [name: string]: Json }
  events: readonly string[]
  /** The changes by functions of SJS, which override the template. */
  changes?: { style: string; readonly added: Set<string>; readonly removed: Set<string> }
  /** The state that functions of SJS keep for it. */
  state?: object
  /** The position that the view last reported. */
  rect?: Rect
}

export interface LiveText {
  readonly id: number
  vnode: VText
  parent: LiveParent | undefined
}

export interface LiveComponent {
  readonly id: number
  vnode: VComponent
  parent: LiveParent | undefined
  children: LiveNode[]
  /** Absent for a virtual component. */
  host?: { attributes: { [name: string]: Json }; readonly scope: string | undefined }
}

/** Callbacks for components while the tree changes. */
export interface TreeObserver {
  /** A component is about to be inserted. Returns its content. */
  mounting(node: LiveComponent): VNode[]
  /** The component and its children have been inserted. */
  mounted(node: LiveComponent): void
  /** The parent was rendered again. Returns the new content of the component, or `undefined` if it does not change. */
  updating(node: LiveComponent, before: VComponent): VNode[] | undefined
  unmounted(node: LiveComponent): void
  /** A listener of `change:name` must be called. */
  changed(node: LiveElement, listener: unknown, value: unknown, old: unknown): void
  moved(node: LiveComponent): void
}

export interface Tree {
  create(vnode: VNode, parent: LiveParent | undefined): LiveNode
  /** Makes the children of a node match the rendered ones. */
  reconcile(parent: LiveParent, vnodes: readonly VNode[]): void
  remove(node: LiveNode): void
  /** Applies the changes by functions of SJS to an element. */
  refresh(node: LiveElement): void
  /** Calls a method of an element in the view. */
  call(id: number, method: string, values: readonly Json[]): void
  view(node: LiveNode): ViewNode
  /** The patches for the view since the last call. */
  takePatches(): Patch[]
  find(id: number): LiveNode | undefined
}

export function createTree(nextId: () => number, observer: TreeObserver): Tree {
  const nodes = new Map<number, LiveNode>()
  let patches: Patch[] = []

  function create(vnode: VNode, parent: LiveParent | undefined): LiveNode {
    const id = nextId()
    if (vnode.kind === 'text') {
      const text: LiveText = { id, vnode, parent }
      nodes.set(id, text)
      return text
    }
    if (vnode.kind === 'component') {
      const component: LiveComponent = { id, vnode, parent, children: [] }
      nodes.set(id, component)
      component.children = observer.mounting(component).map((each) => create(each, component))
      observer.mounted(component)
      return component
    }
    const attributes: { [name: string]: Json } = {}
    for (const name in vnode.attributes) {
      const json = attributeOf(name, vnode.attributes[name])
      if (json !== undefined) attributes[name] = json
    }
    const element: LiveElement = { id, vnode, parent, children: [], attributes, events: vnode.events }
    nodes.set(id, element)
    element.children = vnode.children.map((each) => create(each, element))
    for (const { name, listener } of vnode.listeners)
      observer.changed(element, listener, vnode.attributes[name], undefined)
    return element
  }

  function reconcile(parent: LiveParent, vnodes: readonly VNode[]): void {
    const old = parent.children
    let start = 0
    while (start < old.length && start < vnodes.length && isSame(old[start]!.vnode, vnodes[start]!)) {
      update(old[start]!, vnodes[start]!)
      start++
    }
    let tail = 0
    while (
      tail < old.length - start &&
      tail < vnodes.length - start &&
      isSame(old[old.length - 1 - tail]!.vnode, vnodes[vnodes.length - 1 - tail]!)
    )
      tail++
    const before = old.slice(start, old.length - tail)
    const after = vnodes.slice(start, vnodes.length - tail)
    if (before.length > 0 || after.length > 0) replace(parent, start, before, after)
    // The list may have been replaced.
    const { children } = parent
    for (let count = tail; count > 0; count--)
      update(children[children.length - count]!, vnodes[vnodes.length - count]!)
  }

  /** Replaces `before` with `after`. Nodes with the same key are kept. */
  function replace(parent: LiveParent, start: number, before: readonly LiveNode[], after: readonly VNode[]): void {
    const kept = new Map<string, LiveNode[]>()
    for (const node of before) {
      const list = kept.get(node.vnode.key)
      if (list) list.push(node)
      else kept.set(node.vnode.key, [node])
    }
    const reused = new Set<LiveNode>()
    const places = after.map((vnode) => {
      const list = kept.get(vnode.key)
      const node = list?.[0]
      if (!node || !isSame(node.vnode, vnode)) return undefined
      list.shift()
      reused.add(node)
      return node
    })
    for (const node of before) if (!reused.has(node)) remove(node)
    const inserted = after.map((vnode, index) => {
      const node = places[index]
      if (!node) return create(vnode, parent)
      update(node, vnode)
      return node
    })
    parent.children = [...parent.children.slice(0, start), ...inserted, ...parent.children.slice(start + before.length)]
    patches.push({
      op: 'children',
      id: parent.id,
      start,
      removed: before.length,
      inserted: inserted.map((node) => (reused.has(node) ? node.id : view(node))),
    })
    for (const node of inserted) if (reused.has(node) && 'tag' in node.vnode) movedIn(node)
  }

  function movedIn(node: LiveNode): void {
    if (node.vnode.kind === 'component') observer.moved(node as LiveComponent)
  }

  function update(node: LiveNode, vnode: VNode): void {
    // The iteration of an a:for was not rendered again.
    if (node.vnode === vnode) return
    if (vnode.kind === 'text') {
      const { text } = node.vnode as VText
      node.vnode = vnode
      if (text !== vnode.text) patches.push({ op: 'text', id: node.id, text: vnode.text })
    } else if (vnode.kind === 'component') {
      const component = node as LiveComponent
      const before = component.vnode
      component.vnode = vnode
      const host = component.host?.attributes
      const content = observer.updating(component, before)
      if (host && component.host) tellHost(component.id, host, component.host.attributes)
      if (content) reconcile(component, content)
    } else updateElement(node as LiveElement, vnode)
  }

  function tellHost(id: number, before: { [name: string]: Json }, after: { [name: string]: Json }): void {
    const changed: { [name: string]: Json } = {}
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)]))
      if (!isEqual(before[name] ?? null, after[name] ?? null)) changed[name] = after[name] ?? null
    if (Object.keys(changed).length > 0) patches.push({ op: 'attributes', id, attributes: changed })
  }

  function updateElement(element: LiveElement, vnode: VElement): void {
    const before = element.vnode
    element.vnode = vnode
    const changed: { [name: string]: Json } = {}
    let isChanged = false
    for (const name in vnode.attributes) {
      const value = vnode.attributes[name]
      if (isObject(value)) {
        // The value may be the same object, changed in place.
        if (name !== 'style' && isAsBefore(value, element.attributes[name])) continue
      } else if (value === before.attributes[name]) continue
      const json = attributeOf(name, value) ?? null
      if (isEqual(json, element.attributes[name] ?? null)) continue
      isChanged = true
      changed[name] = json
    }
    for (const name in before.attributes)
      if (!(name in vnode.attributes) && element.attributes[name] !== undefined) {
        isChanged = true
        changed[name] = null
      }
    if (isChanged) apply(element, changed)
    const { events } = vnode
    if (events !== before.events) {
      element.events = events
      if (events.length !== before.events.length || events.some((each, index) => each !== before.events[index]))
        patches.push({ op: 'events', id: element.id, events })
    }
    for (const { name, listener } of vnode.listeners) {
      const [old, value] = [before.attributes[name], vnode.attributes[name]]
      if (old !== value) observer.changed(element, listener, value, old)
    }
    reconcile(element, vnode.children)
  }

  function apply(element: LiveElement, changed: { [name: string]: Json }): void {
    const attributes = { ...element.attributes }
    for (const [name, value] of Object.entries(changed)) {
      if (value === null) delete attributes[name]
      else attributes[name] = value
    }
    element.attributes = attributes
    const sent = { ...changed }
    if (element.changes)
      for (const name of ['class', 'style'] as const) if (name in sent) sent[name] = withChanges(element, name)
    patches.push({ op: 'attributes', id: element.id, attributes: sent })
  }

  function remove(node: LiveNode): void {
    nodes.delete(node.id)
    if (node.vnode.kind === 'text') return
    for (const child of (node as LiveParent).children) remove(child)
    if (node.vnode.kind === 'component') observer.unmounted(node as LiveComponent)
  }

  function view(node: LiveNode): ViewNode {
    const { vnode, id } = node
    if (vnode.kind === 'text') return { id, text: vnode.text }
    if (vnode.kind === 'component') {
      const { children, host } = node as LiveComponent
      return {
        id,
        tag: vnode.tag,
        component: vnode.path,
        ...(host && {
          host: { attributes: host.attributes, ...(host.scope !== undefined && { scope: host.scope }) },
        }),
        children: children.map(view),
        source: vnode.source,
      }
    }
    const element = node as LiveElement
    return {
      id,
      tag: vnode.tag,
      attributes: element.changes
        ? { ...element.attributes, class: withChanges(element, 'class'), style: withChanges(element, 'style') }
        : element.attributes,
      events: element.events,
      ...(vnode.scope !== undefined && { scope: vnode.scope }),
      children: element.children.map(view),
      source: vnode.source,
    }
  }

  return {
    create,
    reconcile,
    remove,
    refresh(element) {
      const attributes = { class: withChanges(element, 'class'), style: withChanges(element, 'style') }
      patches.push({ op: 'attributes', id: element.id, attributes })
    },
    call(id, method, values) {
      patches.push({ op: 'call', id, method, arguments: values })
    },
    view,
    takePatches() {
      const taken = patches
      patches = []
      return taken
    },
    find: (id) => nodes.get(id),
  }
}

const isSame = (a: VNode, b: VNode): boolean =>
  a.key === b.key &&
  a.kind === b.kind &&
  (a.kind === 'text' || (a.kind === 'element' ? a.tag === (b as VElement).tag : a.path === (b as VComponent).path))

/** The classes or the style of an element, including the changes by functions of SJS. */
export function withChanges({ attributes, changes }: LiveElement, name: 'class' | 'style'): string {
  const given = textOf(attributes[name])
  if (!changes) return given
  if (name === 'style') return [given.replace(/;\s*$/, ''), changes.style].filter((each) => each !== '').join('; ')
  const classes = given.split(/\s+/).filter((each) => each !== '' && !changes.removed.has(each))
  return [...new Set([...classes, ...changes.added])].join(' ')
}

/** Converts an attribute for the view. Returns `undefined` if it has nothing to show. */
export function attributeOf(name: string, value: unknown): Json | undefined {
  if (name === 'style') return compileLengths(styleOf(value))
  if (name === 'class') return Array.isArray(value) ? value.map(textOf).join(' ') : textOf(value)
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : String(value)
    case 'bigint':
      return String(value)
    case 'object':
      return jsonOf(value)
    default:
      return undefined
  }
}

/** A copy that the app cannot change. Values without a form in JSON, such as circular objects, are left out. */
export function jsonOf(value: unknown): Json | undefined {
  try {
    const text = JSON.stringify(value)
    return text === undefined ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Converts an object to CSS, as in `style="{{ { color: 'red', fontSize: '12px' } }}"`. */
export function styleOf(value: unknown): string {
  if (!isObject(value) || Array.isArray(value)) return textOf(value)
  return Object.entries(value)
    .filter(([, each]) => each !== undefined && each !== null)
    .map(([name, each]) => `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}: ${textOf(each)}`)
    .join('; ')
}

function isEqual(a: Json, b: Json): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  return JSON.stringify(a) === JSON.stringify(b)
}
