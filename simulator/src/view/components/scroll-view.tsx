import { useEffect, useRef } from 'preact/hooks'
import { booleanOf, numberOf, textOf } from '../attributes.ts'
import { forbidsScrolling } from '../gestures.ts'
import { type BasicComponent, scaleOf, useViewHost } from '../host.ts'
import { NodeElement, useChildren } from '../node-view.tsx'

export const ScrollView: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const elementRef = useRef<HTMLDivElement>(null)
  const last = useRef({ left: 0, top: 0, atUpper: true, atLower: false })
  const { value: attributes } = node.attributes
  const isHorizontal = booleanOf(attributes['scroll-x'])
  const isVertical = booleanOf(attributes['scroll-y'])
  useChildren(node, elementRef)
  const { 'scroll-top': top, 'scroll-left': left, 'scroll-into-view': target } = attributes
  const behavior = booleanOf(attributes['scroll-with-animation']) ? 'smooth' : 'auto'

  useEffect(() => {
    if (top !== undefined) elementRef.current?.scrollTo({ top: numberOf(top, 0), behavior })
  }, [top])
  useEffect(() => {
    if (left !== undefined) elementRef.current?.scrollTo({ left: numberOf(left, 0), behavior })
  }, [left])
  useEffect(() => {
    const id = textOf(target)
    const area = elementRef.current
    const element = id === '' ? undefined : area?.querySelector(`#${CSS.escape(id)}`)
    if (!area || !element) return
    // `scrollIntoView` would also scroll the page.
    const [from, to] = [area.getBoundingClientRect(), element.getBoundingClientRect()]
    const scale = scaleOf(area)
    area.scrollBy({
      ...(isHorizontal && { left: (to.left - from.left) / scale }),
      ...(isVertical && { top: (to.top - from.top) / scale }),
      behavior,
    })
  }, [target])

  const { 'disable-lower-scroll': lower, 'disable-upper-scroll': upper } = attributes
  useEffect(() => {
    if (lower === undefined && upper === undefined) return
    // Without this condition, scrolling would have to wait for the listener.
    const onWheel = (event: WheelEvent) => {
      const delta = isHorizontal ? event.deltaX || event.deltaY : event.deltaY
      if (forbidsScrolling(elementRef.current!, -delta)) event.preventDefault()
    }
    const area = elementRef.current!
    area.addEventListener('wheel', onWheel, { passive: false })
    return () => area.removeEventListener('wheel', onWheel)
  }, [lower, upper, isHorizontal])

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
        ref={elementRef}
        class="mp-scroll-area"
        style={`${axisStyle('x', isHorizontal)};${axisStyle('y', isVertical)}`}
        tabIndex={isHorizontal || isVertical ? 0 : undefined}
        data-disable-lower-scroll={lower === undefined ? undefined : textOf(lower)}
        data-disable-upper-scroll={upper === undefined ? undefined : textOf(upper)}
        data-back-to-top={(isVertical && booleanOf(attributes['enable-back-to-top'])) || undefined}
        onScroll={onScroll}
      />
    </NodeElement>
  )
}

/** In the other direction, a finger scrolls the surrounding element, such as a swiper. */
const axisStyle = (axis: 'x' | 'y', scrolls: boolean): string =>
  scrolls ? `overflow-${axis}:auto;overscroll-behavior-${axis}:contain` : `overflow-${axis}:hidden`
