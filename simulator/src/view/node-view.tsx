import { useSignal } from '@preact/signals'
import { type ComponentChildren, h } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { AnimationStep } from '../../../src/mini-program/animation.ts'
import { TAG_PREFIX } from '../../../src/mini-program/types.ts'
import { texts } from '../texts/index.ts'
import { booleanOf, commonAttributes, numberOf, textOf } from './attributes.ts'
import { type BasicComponent, useViewHost } from './host.ts'
import type { LiveComponent, LiveElement, LiveNode } from './nodes.ts'

const nodeOfElement = new WeakMap<Element, LiveNode>()

/** The innermost node at the start of an event's path. */
export function nodeAt(path: readonly EventTarget[]): LiveNode | undefined {
  for (const target of path) {
    const node = target instanceof Element ? nodeOfElement.get(target) : undefined
    if (node) return node
  }
  return undefined
}

/** Draws a node. Text has no element of its own. */
export function NodeView({ node }: { node: LiveNode }) {
  if (node.kind === 'text') return <>{node.text.value}</>
  if (node.kind === 'component') return <ComponentView node={node} />
  return <BasicElement node={node} />
}

function BasicElement({ node }: { node: LiveElement }) {
  const { components } = useViewHost()
  const Component = Object.hasOwn(components, node.tag) ? components[node.tag]! : UnknownComponent
  return <Component node={node} />
}

export function Children({ of }: { of: LiveElement | LiveComponent }) {
  return (
    <>
      {of.children.value.map((child) => (
        <NodeView key={child.id} node={child} />
      ))}
    </>
  )
}

/** A custom component is replaced by its content, unless it has an element of its own (`virtualHost: false`). */
function ComponentView({ node }: { node: LiveComponent }) {
  const { assets } = useViewHost()
  const place = useNode(node)
  if (!node.host) return <Children of={node} />
  const { attributes, scope } = node.host
  const common = commonAttributes(attributes.value, scope)
  if (typeof common.style === 'string') common.style = assets.resolve(common.style)
  return h(TAG_PREFIX + node.tag, { ...common, ref: place }, <Children of={node} />)
}

export interface ElementProps {
  readonly node: LiveElement
  /** Attributes of the element in addition to those that every component has. */
  readonly with?: { readonly [name: string]: unknown }
  /** Classes and styles that the component itself brings. */
  readonly class?: string
  readonly style?: string
  readonly children?: ComponentChildren
}

/** The custom element that a basic component is drawn as: `mp-view`, `mp-button`… */
export function NodeElement({ node, with: own, class: ownClass, style: ownStyle, children }: ElementProps) {
  const place = useNode(node)
  const hover = useHover(node)
  useAnimation(node)
  const common = commonAttributes(node.attributes.value, node.scope)
  const isTappable = node.events.value.includes('tap') && !NATIVE.has(node.tag)
  const style = useViewHost().assets.resolve([ownStyle, common.style].filter(Boolean).join(';'))
  return h(
    TAG_PREFIX + node.tag,
    {
      ...(isTappable && { role: 'button', tabIndex: 0 }),
      ...common,
      ...own,
      ...hover.listeners,
      class: [common.class, ownClass, hover.className].filter(Boolean).join(' ') || undefined,
      style: style || undefined,
      ref: place,
    },
    children ?? <Children of={node} />,
  )
}

/** Components that contain a native control, which already takes the focus. */
const NATIVE = new Set(['button', 'input', 'textarea', 'switch', 'checkbox', 'radio', 'slider', 'picker'])

function useNode(node: LiveNode) {
  const place = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    const element = place.current
    if (!element) return
    node.dom = element
    nodeOfElement.set(element, node)
    return () => {
      if (node.dom === element) node.dom = undefined
    }
  }, [node])
  return place
}

/** Plays what `my.createAnimation` describes, one step after the other. Each step stays as it ends. */
function useAnimation(node: LiveElement): void {
  const host = useViewHost()
  const { animation } = node.attributes.value
  useEffect(() => {
    const element = node.dom
    const { actions } = (animation ?? {}) as { readonly actions?: readonly AnimationStep[] }
    if (!element || !Array.isArray(actions)) return
    let isOver = false
    const play = async () => {
      for (const { style, duration, delay, easing, transformOrigin } of actions) {
        if (isOver) return
        element.style.transformOrigin = transformOrigin
        const playing = element.animate([style], { duration, delay, easing, fill: 'forwards' })
        await playing.finished.catch(() => {})
        // What came before is covered for good.
        playing.persist()
      }
      host.emit(node, 'transitionEnd')
    }
    void play()
    return () => {
      isOver = true
    }
  }, [animation])
}

/** Events at which an inner element with `hover-stop-propagation` was pressed. */
const stoppedHovers = new WeakSet<Event>()

/** The classes that `hover-class` adds while a finger is down, after `hover-start-time` and for `hover-stay-time`. */
function useHover(node: LiveElement) {
  const className = useSignal('')
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  const { 'hover-class': wanted, 'hover-start-time': start, 'hover-stay-time': stay } = node.attributes.value
  const byDefault = node.tag === 'button' ? 'button-hover' : node.tag === 'navigator' ? 'navigator-hover' : 'none'
  const hoverClass = textOf(wanted, byDefault)
  if (hoverClass === 'none' || hoverClass === '') return { className: '', listeners: {} }
  const later = (value: string, milliseconds: number) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      className.value = value
    }, milliseconds)
  }
  const end = () => later('', numberOf(stay, node.tag === 'button' ? 70 : 400))
  return {
    className: className.value,
    listeners: {
      onPointerDown: (event: PointerEvent) => {
        if (stoppedHovers.has(event)) return
        if (booleanOf(node.attributes.peek()['hover-stop-propagation'])) stoppedHovers.add(event)
        later(hoverClass, numberOf(start, node.tag === 'button' ? 20 : 50))
      },
      onPointerUp: end,
      onPointerCancel: end,
      onPointerLeave: end,
    },
  }
}

/** Reports a component that is not simulated, and draws it as a box with its name. */
const UnknownComponent: BasicComponent = ({ node }) => {
  const host = useViewHost()
  useEffect(() => host.report(node, texts.value.log.notes.unknownComponent(node.tag)), [host, node])
  return (
    <NodeElement node={node} class="mp-unknown" with={{ 'data-tag': `<${node.tag}>` }}>
      <Children of={node} />
    </NodeElement>
  )
}
