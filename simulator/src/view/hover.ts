import { booleanOf, numberOf, textOf } from './attributes.ts'
import { elementOf, nodeAt } from './drawing.ts'
import type { LiveElement, LiveNode } from './nodes.ts'

/**
 * The classes that `hover-class` adds while a finger is down, after `hover-start-time` and for `hover-stay-time`. One set
 * of listeners serves the whole page.
 */
export function listenForHover(page: HTMLElement): () => void {
  const timers = new Map<LiveElement, ReturnType<typeof setTimeout>>()
  let pressed: LiveElement[] = []

  function later(node: LiveElement, classes: string, milliseconds: number): void {
    clearTimeout(timers.get(node))
    const timer = setTimeout(() => {
      timers.delete(node)
      elementOf(node)?.hover(classes)
    }, milliseconds)
    timers.set(node, timer)
  }

  function press(event: PointerEvent): void {
    for (let at: LiveNode | undefined = nodeAt(event.composedPath()); at; at = at.parent) {
      if (at.kind !== 'element') continue
      const attributes = at.attributes.peek()
      const classes = textOf(attributes['hover-class'], at.tag === 'button' ? 'button-hover' : '')
      if (classes === '' || classes === 'none' || booleanOf(attributes.disabled)) continue
      pressed.push(at)
      later(at, classes, numberOf(attributes['hover-start-time'], at.tag === 'button' ? 20 : 50))
      if (booleanOf(attributes['hover-stop-propagation'])) return
    }
  }

  function release(nodes: readonly LiveElement[]): void {
    for (const node of nodes) {
      const stay = node.attributes.peek()['hover-stay-time']
      later(node, '', numberOf(stay, node.tag === 'button' ? 70 : 400))
    }
    pressed = pressed.filter((node) => !nodes.includes(node))
  }

  const releaseAll = () => release(pressed)
  function move(event: PointerEvent): void {
    if (pressed.length === 0) return
    const path = event.composedPath()
    release(pressed.filter(({ dom }) => !dom || !path.includes(dom)))
  }

  const ended = new AbortController()
  const { signal } = ended
  page.addEventListener('pointerdown', press, { signal })
  page.addEventListener('pointermove', move, { signal })
  for (const type of ['pointerup', 'pointercancel', 'pointerleave']) page.addEventListener(type, releaseAll, { signal })
  return () => {
    ended.abort()
    for (const timer of timers.values()) clearTimeout(timer)
  }
}
