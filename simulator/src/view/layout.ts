import type { LayoutAnswer, LayoutRequest } from '../../../src/mini-program/types.ts'
import { rectIn } from './host.ts'
import type { LiveTree } from './nodes.ts'

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
    const element = tree.get(id)?.dom
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

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
