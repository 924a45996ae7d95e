import { effect } from '@preact/signals'
import { h, render } from 'preact'
import { CATCHES_MOVES, type Source, TAG_PREFIX } from '../../../src/mini-program/types.ts'
import { playAnimation } from './animation.ts'
import { commonAttributes } from './attributes.ts'
import { type BasicComponent, type OwnAttributes, type PlainComponent, type ViewHost, ViewHostContext } from './host.ts'
import type { Drawing, LiveComponent, LiveElement, LiveNode, LiveText } from './nodes.ts'
import { watchVisibility } from './visibility.ts'

/**
 * Draws the nodes of a page. Most of them are a `view` or a `text`, which is an element with attributes and children. These are
 * created and updated directly, since a page has thousands. Other components, such as `swiper`, are rendered by Preact, with
 * their child nodes in `Children`.
 */

/** The position where nodes are drawn, after all other content of `parent`: the children of `of`, or `of` itself. */
export interface Place {
  readonly parent: ParentNode & Node
  readonly of: LiveNode
}

const NODE = Symbol('node')
type WithNode = EventTarget & { [NODE]?: LiveNode }

/** The innermost node at the start of an event's path. */
export function nodeAt(path: readonly EventTarget[]): LiveNode | undefined {
  for (const target of path as readonly WithNode[]) if (target[NODE]) return target[NODE]
  return undefined
}

/** Whether dragging on this node must not scroll the page, because it stops `touchMove`. */
export const catchesMoves = (node: LiveNode | undefined): boolean =>
  node?.kind === 'element' && node.events.peek().includes(CATCHES_MOVES)

/** Draws nodes at the end of a place. Nodes that are already drawn are moved there. */
export function drawInto(place: Place, nodes: readonly LiveNode[], host: ViewHost): void {
  for (const node of nodes) if (!node.drawing) draw(node, place, host)
  putAllBefore(nodes, place.parent, null)
}

/** Stops the activity of a node and its descendants. Their elements stay in the document. */
export function undraw(node: LiveNode): void {
  node.drawing?.dispose()
  node.drawing = undefined
  if (node.kind !== 'text') for (const child of node.children.peek()) undraw(child)
}

/** The element of a node, for components that add to it. */
export function elementOf(node: LiveNode): ElementDrawing | undefined {
  return node.drawing instanceof ElementDrawing ? node.drawing : undefined
}

function draw(node: LiveNode, place: Place, host: ViewHost): void {
  if (node.kind === 'text') node.drawing = new TextDrawing(node)
  else if (node.kind === 'component' && !node.host) drawWithoutElement(node, place, host)
  else drawElement(node, host)
}

class TextDrawing implements Drawing {
  readonly #node: LiveText
  readonly dom: Text

  constructor(node: LiveText) {
    this.#node = node
    this.dom = document.createTextNode(node.text.peek())
  }

  refresh(): void {
    this.dom.data = this.#node.text.peek()
  }

  takeOut(): void {}
  putIn(): void {}
  dispose(): void {}
}

/** A custom component without an element of its own: its children are drawn at its position. */
class ChildrenDrawing implements Drawing {
  readonly #node: LiveComponent
  readonly #place: Place
  readonly #host: ViewHost
  readonly dom = undefined

  constructor(node: LiveComponent, place: Place, host: ViewHost) {
    this.#node = node
    this.#place = place
    this.#host = host
  }

  refresh(): void {}
  takeOut(nodes: readonly LiveNode[]): void {
    for (const node of nodes) takeOut(node)
  }
  putIn(start: number, count: number): void {
    putIn(this.#node, start, count, this.#place, this.#host)
  }
  dispose(): void {}
}

function drawWithoutElement(node: LiveComponent, place: Place, host: ViewHost): void {
  node.drawing = new ChildrenDrawing(node, place, host)
  for (const child of node.children.peek()) draw(child, place, host)
}

const NO_ATTRIBUTES: OwnAttributes = {}

type Applied = { readonly [name: string]: unknown }

/**
 * The first drawn element of each place in a template. Similar nodes share their source, and cloning the first element is
 * faster than setting each attribute.
 */
const models = new WeakMap<Source, { readonly dom: HTMLElement; readonly applied: Applied }>()

/** The custom element of a node: `mp-view`, `mp-button`… */
class ElementDrawing implements Drawing {
  readonly #node: LiveElement | LiveComponent
  readonly #host: ViewHost
  readonly dom: HTMLElement
  /** The place of its children. Absent while the component does not show them. */
  children: Place | undefined
  readonly #component: BasicComponent | PlainComponent | undefined
  #own = NO_ATTRIBUTES
  #hover = ''
  #applied: Applied = {}
  #animation: unknown
  #endStyle: (() => void) | undefined
  #endAnimation: (() => void) | undefined
  #endVisibility: (() => void) | undefined

  constructor(node: LiveElement | LiveComponent, host: ViewHost) {
    this.#node = node
    this.#host = host
    this.#component = node.kind === 'element' ? host.component(node.tag) : undefined
    const model = node.source && models.get(node.source)
    const dom: HTMLElement & WithNode = model
      ? (model.dom.cloneNode() as HTMLElement)
      : document.createElement(TAG_PREFIX + node.tag)
    dom[NODE] = node
    node.dom = dom
    this.dom = dom
    if (model) this.#applied = model.applied
    this.refresh()
    if (!model && node.source) models.set(node.source, this.#asModel())
  }

  /** An element to clone. It has no styles and listeners, since each clone gets its own. */
  #asModel(): { readonly dom: HTMLElement; readonly applied: Applied } {
    const dom = this.dom.cloneNode() as HTMLElement
    dom.removeAttribute('style')
    const attributes = Object.entries(this.#applied).filter(([name]) => name !== 'style' && !name.startsWith('on'))
    return { dom, applied: Object.fromEntries(attributes) }
  }

  drawContent(): void {
    const { dom } = this
    const node = this.#node
    const component = this.#component
    if (node.kind === 'element' && typeof component === 'function') {
      render(h(ViewHostContext.Provider, { value: this.#host, children: h(component, { node }) }), dom)
      return
    }
    this.children = { parent: dom, of: node }
    for (const child of node.children.peek()) {
      draw(child, this.children, this.#host)
      putBefore(child, dom, null)
    }
  }

  refresh(): void {
    const node = this.#node
    const wanted = node.kind === 'element' ? this.#wantedFor(node) : this.#commonOf(node)
    const applied = this.#applied
    for (const name in applied) if (!(name in wanted)) this.#set(name, undefined)
    for (const name in wanted) if (applied[name] !== wanted[name]) this.#set(name, wanted[name])
    this.#applied = wanted
    if (node.kind === 'element') this.#watch(node)
  }

  /** Sets the attributes that a component adds to the common ones. */
  add(own: OwnAttributes): void {
    this.#own = own
    this.refresh()
  }

  /** Adds the classes of a pressed element. */
  hover(classes: string): void {
    this.#hover = classes
    this.refresh()
  }

  takeOut(nodes: readonly LiveNode[]): void {
    if (this.children) for (const node of nodes) takeOut(node)
  }

  putIn(start: number, count: number): void {
    if (this.children) putIn(this.#node, start, count, this.children, this.#host)
  }

  dispose(): void {
    this.#endStyle?.()
    this.#endAnimation?.()
    this.#endVisibility?.()
    if (typeof this.#component === 'function') render(null, this.dom)
    if (this.#node.dom === this.dom) this.#node.dom = undefined
  }

  #commonOf(node: LiveElement | LiveComponent): { [name: string]: unknown } {
    const attributes = node.kind === 'element' ? node.attributes.peek() : node.host!.attributes.peek()
    return commonAttributes(attributes, node.kind === 'element' ? node.scope : node.host?.scope)
  }

  #wantedFor(node: LiveElement): { [name: string]: unknown } {
    const component = this.#component
    const own = (typeof component === 'object' && component.own?.(node.attributes.peek())) || this.#own
    const wanted = this.#commonOf(node)
    if (node.events.peek().includes('tap') && !NATIVE.has(node.tag)) {
      wanted.role ??= 'button'
      wanted.tabIndex = 0
    }
    if (catchesMoves(node)) wanted.style = joined(';', 'touch-action:none', wanted.style)
    if (own !== NO_ATTRIBUTES) {
      Object.assign(wanted, own.with)
      if (own.class) wanted.class = joined(' ', wanted.class, own.class)
      // The app's own style comes last and overrides the others.
      if (own.style) wanted.style = joined(';', own.style, wanted.style)
    }
    if (this.#hover !== '') wanted.class = joined(' ', wanted.class, this.#hover)
    return wanted
  }

  #set(name: string, value: unknown): void {
    const { dom } = this
    if (name === 'style') this.#setStyle(typeof value === 'string' ? value : '')
    else if (name.startsWith('on')) (dom as unknown as { [name: string]: unknown })[name.toLowerCase()] = value ?? null
    else if (value === undefined || value === null || (value === false && !name.startsWith('aria-')))
      dom.removeAttribute(name)
    else dom.setAttribute(name, value === true && !/^(aria|data)-/.test(name) ? '' : String(value))
  }

  #setStyle(css: string): void {
    this.#endStyle?.()
    this.#endStyle = undefined
    // An attribute would require a policy that allows any style in the simulator's own page.
    const apply = () => {
      this.dom.style.cssText = this.#host.assets.resolve(css)
    }
    if (/url\(/i.test(css)) this.#endStyle = effect(apply)
    else apply()
  }

  #watch(node: LiveElement): void {
    const wants = node.events.peek().some((type) => /^(first)?(dis)?appear$/i.test(type))
    if (wants) this.#endVisibility ??= watchVisibility(node, this.dom, this.#host)
    else if (this.#endVisibility) {
      this.#endVisibility()
      this.#endVisibility = undefined
    }
    const { animation } = node.attributes.peek()
    if (animation === this.#animation) return
    this.#animation = animation
    this.#endAnimation?.()
    this.#endAnimation = playAnimation(node, this.dom, this.#host)
  }
}

/** Components that contain a native control, which already takes the focus. */
const NATIVE = new Set(['button', 'input', 'textarea', 'switch', 'checkbox', 'radio', 'slider', 'picker'])

const joined = (separator: string, ...parts: readonly unknown[]): string => parts.filter(Boolean).join(separator)

function drawElement(node: LiveElement | LiveComponent, host: ViewHost): void {
  const drawing = new ElementDrawing(node, host)
  node.drawing = drawing
  drawing.drawContent()
}

/** Puts the nodes of a list, new or kept ones, into their positions. */
function putIn(parent: LiveElement | LiveComponent, start: number, count: number, place: Place, host: ViewHost): void {
  const nodes = parent.children.peek().slice(start, start + count)
  const next = firstAfter(parent, start + count, place)
  if (nodes.some(({ drawing }) => drawing)) {
    for (const node of nodes) if (!node.drawing) draw(node, place, host)
    putAllBefore(nodes, place.parent, next)
  } else {
    // A new list is inserted into the page in one step.
    const list = document.createDocumentFragment()
    for (const node of nodes) {
      draw(node, place, host)
      putBefore(node, list, null)
    }
    place.parent.insertBefore(list, next)
  }
}

function putAllBefore(nodes: readonly LiveNode[], parent: Node, next: Node | null): Node | null {
  let first = next
  for (let index = nodes.length - 1; index >= 0; index--) first = putBefore(nodes[index]!, parent, first)
  return first
}

/** Puts the elements of a node before another one. Returns the first of them. */
function putBefore(node: LiveNode, parent: Node, next: Node | null): Node | null {
  const dom = node.drawing?.dom
  if (dom) {
    // Moving an element would remove its focus.
    if (dom.parentNode !== parent || dom.nextSibling !== next) parent.insertBefore(dom, next)
    return dom
  }
  return node.kind === 'text' ? next : putAllBefore(node.children.peek(), parent, next)
}

function takeOut(node: LiveNode): void {
  const dom = node.drawing?.dom
  if (dom) dom.remove()
  else if (node.kind !== 'text') for (const child of node.children.peek()) takeOut(child)
}

/** The first element or text of a place after the first children of a node. */
function firstAfter(parent: LiveElement | LiveComponent, start: number, place: Place): Node | null {
  const nodes = parent.children.peek()
  for (let index = start; index < nodes.length; index++) {
    const first = firstOf(nodes[index]!)
    if (first) return first
  }
  const outer = parent === place.of ? undefined : parent.parent
  return outer ? firstAfter(outer, outer.children.peek().indexOf(parent) + 1, place) : null
}

function firstOf(node: LiveNode): Node | undefined {
  if (node.drawing?.dom || node.kind === 'text') return node.drawing?.dom
  for (const child of node.children.peek()) {
    const first = firstOf(child)
    if (first) return first
  }
  return undefined
}
