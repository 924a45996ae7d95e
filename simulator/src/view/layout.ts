import type { LayoutAnswer, LayoutRequest } from '../../../src/mini-program/types.ts'
import { rectIn } from './host.ts'
import type { LiveNode, LiveTree } from './nodes.ts'

/** A rendered page, for layout queries of the program. */
export interface DrawnPage {
  measure(request: LayoutRequest): LayoutAnswer
  scrollTo(scrollTop: number, duration: number): void
}
export const drawnPages = new Map<number, DrawnPage>()

/** Answers a layout query of the program from the elements of the page. */
export function measure(tree: LiveTree, page: HTMLElement, { nodes, fields }: LayoutRequest): LayoutAnswer {
  if (nodes === 'viewport') {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = page
    return [
      {
        rect: { left: 0, top: 0, width: clientWidth, height: clientHeight },
        scroll: { left: scrollLeft, top: scrollTop, width: scrollWidth, height: scrollHeight },
      },
    ]
  }
  return nodes.map((id) => {
    const element = elementOf(tree.get(id))
    if (!element) return null
    const area = element.querySelector<HTMLElement>(':scope > .mp-scroll-area') ?? element
    const style = fields.style && getComputedStyle(element)
    return {
      ...(fields.rect && { rect: rectIn(page, element) }),
      ...(fields.scroll && {
        scroll: { left: area.scrollLeft, top: area.scrollTop, width: area.scrollWidth, height: area.scrollHeight },
      }),
      ...(style && {
        style: Object.fromEntries((fields.style ?? []).map((name) => [name, style.getPropertyValue(kebab(name))])),
      }),
    }
  })
}

/** A component without an element of its own has the position of its content. */
function elementOf(node: LiveNode | undefined): HTMLElement | undefined {
  if (!node || node.dom || node.kind === 'text') return node?.dom
  for (const child of node.children.peek()) {
    const element = elementOf(child)
    if (element) return element
  }
  return undefined
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
