import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { booleanOf, lengthOf, numberOf, textOf } from '../attributes.ts'
import { type BasicComponent, useViewHost } from '../host.ts'
import { NodeBox, NodeElement, useChildren } from '../node-view.tsx'
import type { LiveElement } from '../nodes.ts'
import { Picture } from './content.tsx'

export const CoverImage: BasicComponent = ({ node }) => (
  <NodeElement node={node}>
    <Picture node={node} mode="scaleToFill" />
  </NodeElement>
)

export const ScrollView: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const place = useRef<HTMLDivElement>(null)
  const last = useRef({ left: 0, top: 0, atUpper: true, atLower: false })
  const { value: attributes } = node.attributes
  const isHorizontal = booleanOf(attributes['scroll-x'])
  const isVertical = booleanOf(attributes['scroll-y'])
  useChildren(node, place)
  const { 'scroll-top': top, 'scroll-left': left, 'scroll-into-view': target } = attributes
  const behavior = booleanOf(attributes['scroll-with-animation']) ? 'smooth' : 'auto'

  useEffect(() => {
    if (top !== undefined) place.current?.scrollTo({ top: numberOf(top, 0), behavior })
  }, [top])
  useEffect(() => {
    if (left !== undefined) place.current?.scrollTo({ left: numberOf(left, 0), behavior })
  }, [left])
  useEffect(() => {
    const id = textOf(target)
    if (id !== '') place.current?.querySelector(`#${CSS.escape(id)}`)?.scrollIntoView({ behavior, block: 'start' })
  }, [target])

  function onScroll(event: Event): void {
    const area = event.currentTarget as HTMLElement
    if (event.target !== area) return
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight, clientWidth, clientHeight } = area
    const before = last.current
    const detail = { scrollLeft, scrollTop, scrollWidth, scrollHeight }
    host.emit(node, 'scroll', {
      detail: { ...detail, deltaX: before.left - scrollLeft, deltaY: before.top - scrollTop },
    })
    const toStart = isHorizontal ? scrollLeft : scrollTop
    const toEnd = isHorizontal ? scrollWidth - clientWidth - scrollLeft : scrollHeight - clientHeight - scrollTop
    const atUpper = toStart <= numberOf(attributes['upper-threshold'], 50)
    const atLower = toEnd <= numberOf(attributes['lower-threshold'], 50)
    if (atUpper && !before.atUpper) host.emit(node, 'scrollToUpper', { detail })
    if (atLower && !before.atLower) host.emit(node, 'scrollToLower', { detail })
    last.current = { left: scrollLeft, top: scrollTop, atUpper, atLower }
  }

  return (
    <NodeElement node={node}>
      <div
        ref={place}
        class="mp-scroll-area"
        style={`overflow-x:${isHorizontal ? 'auto' : 'hidden'};overflow-y:${isVertical ? 'auto' : 'hidden'}`}
        tabIndex={isHorizontal || isVertical ? 0 : undefined}
        onScroll={onScroll}
      />
    </NodeElement>
  )
}

/** Native scroll snapping does the swiping; the current item is the one that the scroll position is at. */
export const Swiper: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const place = useRef<HTMLDivElement>(null)
  const { value: attributes } = node.attributes
  const current = useSignal(numberOf(attributes.current, 0))
  const isVertical = booleanOf(attributes.vertical)
  const items = node.children.value.filter((child) => child.kind !== 'text')
  const count = items.length

  function show(index: number, behavior: ScrollBehavior): void {
    const area = place.current
    const length = isVertical ? area?.clientHeight : area?.clientWidth
    area?.scrollTo({ [isVertical ? 'top' : 'left']: index * (length ?? 0), behavior })
  }

  const wanted = numberOf(attributes.current, 0)
  useEffect(() => {
    if (wanted !== current.peek()) show(wanted, 'smooth')
  }, [wanted])
  useEffect(() => show(current.peek(), 'instant'), [])

  const interval = numberOf(attributes.interval, 5000)
  const autoplay = booleanOf(attributes.autoplay)
  const circular = booleanOf(attributes.circular)
  useEffect(() => {
    if (!autoplay || count < 2) return
    const timer = setInterval(() => {
      const next = current.peek() + 1
      if (next < count || circular) show(next % count, 'smooth')
    }, interval)
    return () => clearInterval(timer)
  }, [autoplay, interval, count, circular])

  function onScroll({ currentTarget }: Event): void {
    const area = currentTarget as HTMLElement
    const [offset, length] = isVertical ? [area.scrollTop, area.clientHeight] : [area.scrollLeft, area.clientWidth]
    if (length === 0) return
    const index = Math.max(0, Math.min(count - 1, Math.round(offset / length)))
    host.emit(node, 'transition', { detail: isVertical ? { dx: 0, dy: offset } : { dx: offset, dy: 0 } })
    if (index === current.peek()) return
    current.value = index
    host.emit(node, 'change', { detail: { current: index, currentItemId: itemId(items[index]) } })
  }
  const onScrollEnd = () => host.emit(node, 'animationEnd', { detail: { current: current.peek() } })

  return (
    <NodeElement node={node}>
      <div
        ref={place}
        class="mp-swiper-area"
        data-vertical={isVertical || undefined}
        tabIndex={count > 1 ? 0 : undefined}
        onScroll={onScroll}
        {...{ onScrollEnd }}
      >
        {items.map((child) => (
          <NodeBox key={child.id} node={child} class="mp-swiper-slot" inert={items[current.value] !== child} />
        ))}
      </div>
      {booleanOf(attributes['indicator-dots']) && (
        <div class="mp-swiper-dots" data-vertical={isVertical || undefined} aria-hidden="true">
          {items.map((child, index) => (
            <span
              key={child.id}
              style={`background:${
                index === current.value
                  ? textOf(attributes['indicator-active-color'], '#000')
                  : textOf(attributes['indicator-color'], 'rgba(0,0,0,.3)')
              }`}
            />
          ))}
        </div>
      )}
    </NodeElement>
  )
}

const itemId = (item: unknown): string =>
  textOf((item as LiveElement | undefined)?.attributes?.peek()['item-id'] ?? null)

/** Follows the finger in the directions that `direction` allows, within its `movable-area`. */
export const MovableView: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const { value: attributes } = node.attributes
  const at = useSignal({ x: numberOf(attributes.x, 0), y: numberOf(attributes.y, 0) })
  const start = useRef<{ x: number; y: number; clientX: number; clientY: number } | undefined>(undefined)
  useEffect(() => {
    at.value = { x: numberOf(attributes.x, 0), y: numberOf(attributes.y, 0) }
  }, [attributes.x, attributes.y])
  const direction = textOf(attributes.direction, 'none')

  function onPointerDown(event: PointerEvent): void {
    if (booleanOf(attributes.disabled)) return
    start.current = { ...at.peek(), clientX: event.clientX, clientY: event.clientY }
    ;(event.currentTarget as Element).setPointerCapture(event.pointerId)
  }
  function onPointerMove(event: PointerEvent): void {
    const from = start.current
    const own = node.dom
    const area = own?.closest('mp-movable-area')
    if (!from || !own || !area) return
    const clamp = (value: number, max: number) => Math.max(Math.min(0, max), Math.min(Math.max(0, max), value))
    const x = /all|horizontal/.test(direction)
      ? clamp(from.x + event.clientX - from.clientX, area.clientWidth - own.offsetWidth)
      : from.x
    const y = /all|vertical/.test(direction)
      ? clamp(from.y + event.clientY - from.clientY, area.clientHeight - own.offsetHeight)
      : from.y
    at.value = { x, y }
    host.emit(node, 'change', { detail: { x, y, source: 'touch' } })
  }
  function onPointerUp(): void {
    if (start.current) host.emit(node, 'changeEnd', { detail: { ...at.peek() } })
    start.current = undefined
  }
  return (
    <NodeElement
      node={node}
      style={`transform:translate(${lengthOf(at.value.x)},${lengthOf(at.value.y)})`}
      with={{ onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp }}
    />
  )
}
