import { isObject } from './data.ts'
import { textOf } from './evaluate.ts'
import type { LiveOwner } from './owner.ts'
import { jsonOf, type LiveElement, type LiveNode, type LiveParent, type Tree } from './tree.ts'
import { BUBBLING, type ViewEvent } from './types.ts'
import type { Handler } from './vnode.ts'

/** The event object that handlers receive. */
export interface AppEvent {
  readonly type: string
  readonly timeStamp: number
  readonly target: EventTarget
  readonly currentTarget: EventTarget
  readonly detail: unknown
  /** The `mark:` attributes of the target and its ancestors. */
  readonly mark: { readonly [name: string]: unknown }
  readonly [member: string]: unknown
}

interface EventTarget {
  readonly id: string
  readonly tagName: string
  readonly offsetLeft: number
  readonly offsetTop: number
  readonly dataset: { readonly [name: string]: unknown }
  readonly targetDataset?: { readonly [name: string]: unknown }
}

/** Calls one handler. Returns `false` to stop the event, as functions of SJS may. */
export type CallHandler = (
  owner: LiveOwner,
  handler: Handler,
  event: AppEvent & { stopPropagation(): void },
  node: LiveElement,
  /** The path of the event, innermost element first. */
  path: readonly LiveElement[],
) => unknown

/**
 * Dispatches an event of the view to the handlers of the templates: first the capturing ones from the outside in, then the
 * others from the inside out. Returns the number of called handlers.
 */
export function dispatch(tree: Tree, event: ViewEvent, call: CallHandler): number {
  const source = elementOf(tree.find(event.node))
  if (!source) return 0
  rememberLayout(tree, event)
  const bubbles = (BUBBLING as readonly string[]).includes(event.type)
  const path = bubbles ? pathTo(source) : [source]
  let calls = 0
  let stopped = false

  const visit = (node: LiveElement, phase: Handler['phase']) => {
    for (const handler of node.vnode.handlers) {
      if (handler.type !== event.type || handler.phase !== phase || handler.value === undefined || handler.value === '')
        continue
      calls++
      const appEvent = { ...appEventOf(event, source, node), stopPropagation }
      // Only functions of SJS use it, so it is hidden when a page logs the event.
      Object.defineProperty(appEvent, 'stopPropagation', { enumerable: false })
      if (call(node.vnode.owner as LiveOwner, handler, appEvent, node, path) === false) stopped = true
      if (handler.stops) stopped = true
    }
  }
  function stopPropagation(): void {
    stopped = true
  }

  for (const node of path.toReversed()) if (!stopped) visit(node, 'capture')
  for (const node of path) if (!stopped) visit(node, 'bubble')
  return calls
}

/** Creates the event object that a handler of `node` receives. */
export function appEventOf(event: ViewEvent, source: LiveElement, node: LiveElement): AppEvent {
  const { type, detail, touches, changedTouches, timeStamp, more } = event
  return {
    type,
    timeStamp: timeStamp ?? Date.now(),
    // As documented: `dataset` is that of the element whose handler is called.
    target: { ...targetOf(source), dataset: datasetOf(node), targetDataset: datasetOf(source) },
    currentTarget: targetOf(node),
    detail: detail ?? {},
    mark: marksAt(source, node),
    ...(touches && { touches }),
    ...(changedTouches && { changedTouches }),
    ...more,
  }
}

function targetOf(node: LiveElement): EventTarget {
  return {
    id: textOf(node.attributes.id),
    tagName: node.vnode.tag,
    offsetLeft: node.rect?.left ?? 0,
    offsetTop: node.rect?.top ?? 0,
    dataset: datasetOf(node),
  }
}

/** `data-element-type` as `elementType`. Values keep their types; objects are copies. */
export function datasetOf({ vnode }: LiveElement): { [name: string]: unknown } {
  const dataset: { [name: string]: unknown } = {}
  for (const [name, value] of Object.entries(vnode.attributes))
    if (name.startsWith('data-') && value !== undefined && typeof value !== 'function')
      dataset[name.slice(5).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] = copyOf(value)
  return dataset
}

const copyOf = (value: unknown): unknown => (isObject(value) ? jsonOf(value) : value)

/** `mark:name="value"` */
export const MARK = 'mark:'

/** Inner marks override outer ones. A component does not get marks from outside of it (official page: 事件对象). */
function marksAt(source: LiveElement, { vnode: { owner } }: LiveElement): { [name: string]: unknown } {
  const marks: { [name: string]: unknown } = {}
  const { node: outermost } = owner as LiveOwner
  for (let node: LiveParent | undefined = source; node && node !== outermost; node = node.parent) {
    const { vnode } = node
    for (const [name, value] of Object.entries(vnode.kind === 'element' ? vnode.attributes : vnode.props))
      if (name.startsWith(MARK) && !Object.hasOwn(marks, name.slice(MARK.length)))
        marks[name.slice(MARK.length)] = copyOf(value)
  }
  return marks
}

function rememberLayout(tree: Tree, { layout }: ViewEvent): void {
  for (const [id, rect] of Object.entries(layout ?? {})) {
    const node = tree.find(Number(id))
    if (node?.vnode.kind === 'element') (node as LiveElement).rect = rect
  }
}

/** The node itself, or the closest element around it. */
function elementOf(node: LiveNode | undefined): LiveElement | undefined {
  let each: LiveNode | undefined = node
  while (each && each.vnode.kind !== 'element') each = each.parent
  return each as LiveElement | undefined
}

function pathTo(node: LiveElement): LiveElement[] {
  const path: LiveElement[] = []
  for (let each: LiveParent | undefined = node; each; each = each.parent)
    if (each.vnode.kind === 'element') path.push(each as LiveElement)
  return path
}
