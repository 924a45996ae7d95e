import type { ComponentChildren, HTMLAttributes, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { COMPONENTS } from '../../../src/mini-program/basic-components.ts'
import { texts } from '../texts/index.ts'
import { drawInto, elementOf, undraw } from './drawing.ts'
import { type BasicComponent, type OwnAttributes, useViewHost } from './host.ts'
import type { LiveElement, LiveNode } from './nodes.ts'

/** For components that Preact renders: their attributes, and the positions of their child nodes. */

/**
 * Draws the children of a component after all other content of an element.
 * @default the element of the component
 */
export function useChildren(node: LiveElement, inside?: RefObject<HTMLElement | null>): void {
  const host = useViewHost()
  useLayoutEffect(() => {
    const parent = inside ? inside.current : node.dom
    const drawing = elementOf(node)
    if (!parent || !drawing) return
    const place = { parent, of: node }
    drawing.children = place
    drawInto(place, node.children.peek(), host)
    return () => {
      drawing.children = undefined
      for (const child of node.children.peek()) undraw(child)
    }
  }, [node, host])
}

/** The children of a component, after all other content of its element. */
export function Children({ of }: { of: LiveElement }) {
  useChildren(of)
  return null
}

/** Draws one child of a component inside of an element that the component renders. */
export function useChild(child: LiveNode, inside: RefObject<HTMLElement | null>): void {
  const host = useViewHost()
  useLayoutEffect(() => {
    drawInto({ parent: inside.current!, of: child }, [child], host)
    return () => undraw(child)
  }, [child, host])
}

/** An element around one child of a component. Needs the id of the child as its key. */
export function NodeBox({ node, ...attributes }: { node: LiveNode } & HTMLAttributes<HTMLDivElement>) {
  const elementRef = useRef<HTMLDivElement>(null)
  useChild(node, elementRef)
  return <div {...attributes} ref={elementRef} />
}

export interface ElementProps extends OwnAttributes {
  readonly node: LiveElement
  /** @default the children of the node */
  readonly children?: ComponentChildren
}

/** The content of a component's custom element, and the attributes that the component adds to it. */
export function NodeElement({ node, children, ...own }: ElementProps) {
  useLayoutEffect(() => elementOf(node)?.add(own))
  return <>{children ?? <Children of={node} />}</>
}

/** Reports a component that is not simulated, and draws it as a box with its name. The program itself reports unknown tags. */
export const UnknownComponent: BasicComponent = ({ node }) => {
  const host = useViewHost()
  useEffect(() => {
    if (COMPONENTS.has(node.tag)) host.report(node, texts.value.log.notes.unknownComponent(node.tag))
  }, [host, node])
  return <NodeElement node={node} class="mp-unknown" with={{ 'data-tag': `<${node.tag}>` }} />
}
