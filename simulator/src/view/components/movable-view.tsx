import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { booleanOf, numberOf, textOf } from '../attributes.ts'
import { isDrag } from '../gestures.ts'
import { eased, glide } from '../glide.ts'
import { type BasicComponent, scaleOf, useViewHost } from '../host.ts'
import { NodeElement } from '../node-view.tsx'
import { listenForPinches } from '../pinch.ts'

const DAMPING = 20
/** In milliseconds, at the default `damping`. */
const SPRING_BACK = 300

/**
 * Follows the finger in the directions that `direction` allows, within its parent `movable-area`. Two fingers scale it. Its
 * position is that of its top left corner, regardless of its scale.
 */
export const MovableView: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const { value: attributes } = node.attributes
  const at = useSignal({ x: numberOf(attributes.x, 0), y: numberOf(attributes.y, 0) })
  const drag = useRef<{
    readonly start: PointerEvent
    readonly from: { readonly x: number; readonly y: number }
    isMoving: boolean
    hasChanged: boolean
  }>(undefined)
  const [least, most] = [numberOf(attributes['scale-min'], 0.5), numberOf(attributes['scale-max'], 10)]
  const limited = (factor: number) => Math.max(least, Math.min(most, factor))
  const wantedScale = limited(numberOf(attributes['scale-value'], 1))
  const scale = useSignal(wantedScale)
  const isPlaced = useRef(false)
  useEffect(() => {
    scale.value = wantedScale
    if (isPlaced.current) at.value = within(at.peek().x, at.peek().y)
  }, [wantedScale])
  useEffect(() => {
    stopSpringing()
    const { x, y } = within(numberOf(attributes.x, 0), numberOf(attributes.y, 0))
    const isChanged = x !== at.peek().x || y !== at.peek().y
    at.value = { x, y }
    if (isPlaced.current && isChanged) host.emit(node, 'change', { detail: { x, y, source: '' } })
    isPlaced.current = true
  }, [attributes.x, attributes.y])
  const direction = textOf(attributes.direction, 'none')
  const mayLeave = booleanOf(attributes['out-of-bounds'])

  function areaOf(own: HTMLElement | undefined): HTMLElement | undefined {
    const parent = own?.parentElement
    return parent?.localName === 'mp-movable-area' ? parent : undefined
  }
  /** The nearest position inside of its area. A view that is larger than the area must cover it. */
  function within(x: number, y: number): { x: number; y: number } {
    const own = node.dom
    const area = areaOf(own)
    if (!own || !area || area.clientWidth === 0) return { x, y }
    const clamp = (value: number, max: number) => Math.max(Math.min(0, max), Math.min(Math.max(0, max), value))
    return {
      x: clamp(x, area.clientWidth - own.offsetWidth * scale.peek()),
      y: clamp(y, area.clientHeight - own.offsetHeight * scale.peek()),
    }
  }

  function onPointerDown(event: PointerEvent): void {
    if (booleanOf(attributes.disabled) || !event.isPrimary) return
    stopSpringing()
    drag.current = { start: event, from: at.peek(), isMoving: false, hasChanged: false }
    // The pressed element keeps the pointer until a drag begins, so that a tap is dispatched to it.
    ;(event.composedPath()[0] as Element).setPointerCapture(event.pointerId)
  }
  function onPointerMove(event: PointerEvent): void {
    const own = node.dom
    const area = areaOf(own)
    if (!drag.current || !own || !area) return
    const { start, from, isMoving } = drag.current
    if (!isMoving) {
      if (!isDrag(start, event)) return
      drag.current.isMoving = true
      own.setPointerCapture(event.pointerId)
    }
    const drawn = scaleOf(area)
    const x = /all|horizontal/.test(direction) ? from.x + (event.clientX - start.clientX) / drawn : from.x
    const y = /all|vertical/.test(direction) ? from.y + (event.clientY - start.clientY) / drawn : from.y
    const nearest = within(x, y)
    const isInside = nearest.x === x && nearest.y === y
    if (isInside || !mayLeave) moveTo(nearest, 'touch')
    else moveTo({ x, y }, 'touch-out-of-bounds')
  }
  function moveTo({ x, y }: { x: number; y: number }, source: string): void {
    if (x === at.peek().x && y === at.peek().y) return
    at.value = { x, y }
    if (drag.current) drag.current.hasChanged = true
    host.emit(node, 'change', { detail: { x, y, source } })
  }
  function onPointerUp(): void {
    if (drag.current?.hasChanged) host.emit(node, 'changeEnd', { detail: { ...at.peek() } })
    drag.current = undefined
    springBack()
  }
  const springing = useRef<() => void>(undefined)
  function stopSpringing(): void {
    springing.current?.()
    springing.current = undefined
  }
  useLayoutEffect(() => stopSpringing, [])
  function springBack(): void {
    const from = at.peek()
    const to = within(from.x, from.y)
    if (from.x === to.x && from.y === to.y) return
    const duration = (SPRING_BACK * DAMPING) / Math.max(1, numberOf(attributes.damping, DAMPING))
    springing.current = glide(duration, (share) => {
      const left = 1 - eased(share)
      moveTo({ x: to.x + (from.x - to.x) * left, y: to.y + (from.y - to.y) * left }, 'out-of-bounds')
    })
  }

  const canScale = booleanOf(attributes.scale) && !booleanOf(attributes.disabled)
  const outer = node.parent?.kind === 'element' ? node.parent.attributes.value : {}
  const scalesInArea = booleanOf(outer['scale-area'])
  const pinch = useRef<Parameters<typeof listenForPinches>[1]>(() => {})
  pinch.current = (ratio, { clientX, clientY }) => {
    const area = areaOf(node.dom)
    const before = scale.peek()
    const factor = limited(before * ratio)
    if (!area || factor === before) return
    // Two fingers end a drag.
    onPointerUp()
    stopSpringing()
    const { left, top } = area.getBoundingClientRect()
    const drawn = scaleOf(area)
    const between = { x: (clientX - left) / drawn - area.clientLeft, y: (clientY - top) / drawn - area.clientTop }
    const { x, y } = at.peek()
    scale.value = factor
    at.value = within(between.x - ((between.x - x) * factor) / before, between.y - ((between.y - y) * factor) / before)
    host.emit(node, 'scale', { detail: { ...at.peek(), scale: factor } })
  }
  useEffect(() => {
    const place = scalesInArea ? areaOf(node.dom) : node.dom
    if (canScale && place) return listenForPinches(place, (ratio, point) => pinch.current?.(ratio, point))
    return undefined
  }, [canScale, scalesInArea])
  return (
    <NodeElement
      node={node}
      style={`left:${at.value.x}px;top:${at.value.y}px${scale.value === 1 ? '' : `;scale:${scale.value};transform-origin:0 0`}`}
      with={{ onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp }}
    />
  )
}
