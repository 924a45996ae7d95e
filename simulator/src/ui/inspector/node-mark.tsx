import { useEffect } from 'preact/hooks'
import { isPicking, markedNode, selectedNode } from '../../state/inspection.ts'
import { shown } from '../../state/running-app.ts'
import { nodeAt } from '../../view/drawing.ts'
import { scaleOf } from '../../view/host.ts'
import type { LiveNode } from '../../view/nodes.ts'

/** The outline of the marked node on the phone, with its name and size. */
export function NodeMark() {
  const node = shown.value?.tree.get(markedNode.value ?? -1)
  const rect = node && rectOf(node)
  if (!node || !rect || rect.width + rect.height === 0) return null
  const { left, top, width, height } = rect
  const scale = scaleOf(document.querySelector<HTMLElement>('.phone')!)
  const tag = node.kind === 'text' ? node.parent?.tag : node.tag
  return (
    <div class="node-mark" aria-hidden="true" style={`left:${left}px;top:${top}px;width:${width}px;height:${height}px`}>
      <span>
        {tag} {Math.round(width / scale)} × {Math.round(height / scale)}
      </span>
    </div>
  )
}

/** The area of a node. A component without an element of its own has the area of its children, a text that of its parent. */
function rectOf(node: LiveNode): DOMRect | undefined {
  if (node.dom) return node.dom.getBoundingClientRect()
  if (node.kind === 'text') return node.parent && rectOf(node.parent)
  const rects = node.children.value.flatMap((child) => (child.kind === 'text' ? [] : (rectOf(child) ?? [])))
  if (rects.length === 0) return undefined
  const left = Math.min(...rects.map((rect) => rect.left))
  const top = Math.min(...rects.map((rect) => rect.top))
  const right = Math.max(...rects.map((rect) => rect.right))
  const bottom = Math.max(...rects.map((rect) => rect.bottom))
  return new DOMRect(left, top, right - left, bottom - top)
}

/** While a node is being picked, the pointer marks nodes and a click selects one. The app receives no events. */
export function usePicking(): void {
  const picks = isPicking.value
  useEffect(() => {
    if (!picks) return
    const ended = new AbortController()
    const listen = (type: string, action: (event: Event) => void) =>
      document.addEventListener(
        type,
        (event) => {
          const isOnPhone = event.composedPath().some((each) => each instanceof Element && each.matches('.screen'))
          if (isOnPhone) {
            event.stopPropagation()
            event.preventDefault()
            action(event)
          }
        },
        { capture: true, signal: ended.signal },
      )
    listen('pointermove', (event) => {
      markedNode.value = nodeAt(event.composedPath())?.id
    })
    listen('pointerdown', () => {})
    listen('pointerup', () => {})
    listen('click', (event) => {
      selectedNode.value = nodeAt(event.composedPath())?.id
      isPicking.value = false
    })
    document.addEventListener(
      'keydown',
      ({ key }) => {
        if (key === 'Escape') isPicking.value = false
      },
      { signal: ended.signal },
    )
    return () => ended.abort()
  }, [picks])
}
