import { useSignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { compileLengths } from '../../../../src/mini-program/lengths.ts'
import { booleanOf, lengthOf, numberOf, textOf } from '../attributes.ts'
import { elementOf } from '../drawing.ts'
import { forbidsScrolling, isDrag } from '../gestures.ts'
import { coasting, eased, glide, MOMENT } from '../glide.ts'
import { type BasicComponent, scaleOf, useViewHost } from '../host.ts'
import { NodeBox, NodeElement, useChildren } from '../node-view.tsx'
import type { LiveElement } from '../nodes.ts'
import { listenForPinches } from '../pinch.ts'
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
    const area = place.current
    const element = id === '' ? undefined : area?.querySelector(`#${CSS.escape(id)}`)
    if (!area || !element) return
    // Its own method would scroll the page as well.
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
    // Others need no listener that scrolling has to wait for.
    const onWheel = (event: WheelEvent) => {
      const delta = isHorizontal ? event.deltaX || event.deltaY : event.deltaY
      if (forbidsScrolling(place.current!, -delta)) event.preventDefault()
    }
    const area = place.current!
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
        ref={place}
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

/** Across its own direction, a finger scrolls what is around it, such as a swiper. */
const axisStyle = (axis: 'x' | 'y', scrolls: boolean): string =>
  scrolls ? `overflow-${axis}:auto;overscroll-behavior-${axis}:contain` : `overflow-${axis}:hidden`

/** What moves a swiper, as in `source` of `animationEnd`: empty for a new value of `current`. A new layout is no event. */
type SwiperSource = 'autoplay' | 'touch' | '' | 'layout'

/** In milliseconds. */
const STILL = 100
const HAS_SCROLL_END = 'onscrollend' in window

/** Native scroll snapping does the swiping; the current item is the one that the scroll position is at. */
export const Swiper: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const place = useRef<HTMLDivElement>(null)
  const { value: attributes } = node.attributes
  const isVertical = booleanOf(attributes.vertical)
  const items = node.children.value.filter((child) => child.kind !== 'text')
  const count = items.length
  const shownAtOnce = Math.max(1, numberOf(attributes['display-multiple-items'], 1))
  const [before, after] = [lengthOf(attributes['previous-margin']), lengthOf(attributes['next-margin'])]
  const circular = booleanOf(attributes.circular)
  /** The first item has no margin before it, the last one none after it. */
  const snapsToEdge = booleanOf(attributes['snap-to-edge']) && !circular && count > 1 && Boolean(before ?? after)
  const clamp = (index: number) => (count === 0 ? index : Math.max(0, Math.min(count - shownAtOnce, index)))
  const wanted = clamp(numberOf(attributes.current, 0))
  const behavior = booleanOf(attributes['disable-programmatic-animation']) ? 'instant' : 'smooth'
  const current = useSignal(wanted)
  /** Set while it goes to the current item. Those that it passes do not become current. */
  const going = useRef<SwiperSource>(undefined)
  const isStill = useRef(true)
  /** How it goes there, unless at once. */
  const gliding = useRef<{ readonly to: number; stop(): void }>(undefined)
  const duration = numberOf(attributes.duration, 500)
  const isAccelerated = booleanOf(attributes.acceleration)
  /** With acceleration, the item that a swipe has come to. Whether it is its last one is known when the next one comes. */
  const passed = useSignal<number | undefined>(undefined)
  /** The items of the `change` events since it last stood still. */
  const told = useRef<number[]>([])
  /** A value of `current` to follow when it stands still again. */
  const postponed = useRef<number>(undefined)

  /** `length` is that of one item. */
  function position(): { offset: number; length: number } {
    const area = place.current!
    const slot = area.firstElementChild?.getBoundingClientRect()
    const scale = scaleOf(area)
    return isVertical
      ? { offset: area.scrollTop, length: (slot?.height ?? 0) / scale }
      : { offset: area.scrollLeft, length: (slot?.width ?? 0) / scale }
  }
  function scrollTo(offset: number): void {
    place.current!.scrollTo({ [isVertical ? 'top' : 'left']: offset, behavior: 'instant' })
  }
  /** Where it scrolls for an item. */
  function offsetOf(index: number): number {
    const { length } = position()
    const area = place.current!
    if (!snapsToEdge) return index * length
    const { scrollPaddingLeft, scrollPaddingTop } = getComputedStyle(area)
    const margin = Number.parseFloat(isVertical ? scrollPaddingTop : scrollPaddingLeft) || 0
    const most = isVertical ? area.scrollHeight - area.clientHeight : area.scrollWidth - area.clientWidth
    return Math.max(0, Math.min(most, index * length - margin))
  }
  /** The item that is nearest to where it scrolls. */
  function itemAt(offset: number): number {
    const { length } = position()
    if (!snapsToEdge) return clamp(Math.round(offset / length))
    const distances = items.slice(0, clamp(count) + 1).map((_, index) => Math.abs(offsetOf(index) - offset))
    return clamp(distances.indexOf(Math.min(...distances)))
  }
  /** Whether it shows one item and nothing of the others. Its length is rounded. */
  function isAt(index: number): boolean {
    const { offset, length } = position()
    return length === 0 || Math.abs(offset - offsetOf(index)) / length < 0.05
  }

  function select(index: number): void {
    if (index === current.peek()) return
    current.value = index
    tell(index, isAccelerated ? { isChanging: false } : {})
  }
  function tell(index: number, more: { isChanging?: boolean } = {}): void {
    told.current.push(index)
    host.emit(node, 'change', { detail: { current: index, currentItemId: itemId(items[index]), ...more } })
  }
  function pass(index: number): void {
    if (index === current.peek()) return
    tellPassed(true)
    current.value = passed.value = index
  }
  function tellPassed(isChanging: boolean): void {
    if (passed.peek() !== undefined) tell(passed.peek()!, { isChanging })
    passed.value = undefined
  }
  function goTo(index: number, source: SwiperSource, behavior: ScrollBehavior): void {
    // It comes to the items between one by one.
    const passes = isAccelerated && source === 'touch'
    if (!passes) {
      tellPassed(true)
      select(index)
    }
    if (isStill.current && isAt(index)) return
    isStill.current = false
    going.current = source
    stopGliding()
    const { offset: from } = position()
    const to = offsetOf(index)
    if (behavior === 'instant') arrive(to)
    else {
      // It would snap at each step.
      place.current!.style.scrollSnapType = 'none'
      const move = (share: number) => scrollTo(from + (to - from) * eased(share))
      gliding.current = {
        to,
        stop: glide(duration, move, () => {
          gliding.current = undefined
          arrive(to)
        }),
      }
    }
  }
  function arrive(offset: number): void {
    scrollTo(offset)
    awaitEnd()
  }
  function stopGliding(): void {
    gliding.current?.stop()
    gliding.current = undefined
  }
  // Before the next frame: effects end only after it.
  useLayoutEffect(() => stopGliding, [])

  useEffect(() => {
    postponed.current = undefined
    if (wanted === current.peek()) return
    // An app that writes back what `change` tells may be late. Following it would begin a race without end.
    if (told.current.includes(wanted)) postponed.current = wanted
    else goTo(wanted, '', behavior)
  }, [wanted])
  useEffect(() => {
    if (going.current === undefined) goTo(current.peek(), 'layout', 'instant')
  }, [count])

  const interval = numberOf(attributes.interval, 5000)
  const autoplay = booleanOf(attributes.autoplay)
  useEffect(() => {
    if (!autoplay || count < 2) return
    const timer = setInterval(() => {
      const next = current.peek() + 1
      if (next < count || circular) goTo(next % count, 'autoplay', 'smooth')
    }, interval)
    return () => clearInterval(timer)
  }, [autoplay, interval, count, circular])

  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  /** Browsers without an event for the end of scrolling, or where there was nothing to scroll. */
  function awaitEnd(): void {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      if (!HAS_SCROLL_END || isAt(current.peek())) ended()
    }, STILL)
  }
  function onScroll({ target, currentTarget }: Event): void {
    // It scrolls on after its page was closed.
    if (!place.current) return
    const { offset, length } = position()
    if (target !== currentTarget || length === 0) return
    isStill.current = false
    if (HAS_SCROLL_END) clearTimeout(timer.current)
    else awaitEnd()
    if (going.current === 'layout') return
    host.emit(node, 'transition', { detail: isVertical ? { dx: 0, dy: offset } : { dx: offset, dy: 0 } })
    if (isAccelerated && (going.current ?? 'touch') === 'touch') pass(itemAt(offset))
    else if (going.current === undefined) select(itemAt(offset))
  }
  function onScrollEnd({ target, currentTarget }: Event): void {
    if (target === currentTarget) ended()
  }
  function ended(): void {
    if (!place.current) return
    const { offset, length } = position()
    const index = itemAt(offset)
    // Each step, and each move of a mouse, is a scroll with an end.
    if (isStill.current || gliding.current || drag.current?.isMoving || !isAt(index)) return
    const source = going.current ?? 'touch'
    // A person may have held it on its way.
    if (length > 0) {
      if (isAccelerated && source === 'touch') pass(index)
      else select(index)
    }
    // The app has yet to answer to the last of the items that were passed.
    if (passed.peek() !== undefined) postponed.current = undefined
    tellPassed(false)
    isStill.current = true
    going.current = undefined
    told.current = []
    place.current!.style.scrollSnapType = ''
    if (source !== 'layout') host.emit(node, 'animationEnd', { detail: { current: current.peek(), source } })
    if (postponed.current !== undefined) goTo(postponed.current, '', behavior)
    postponed.current = undefined
  }

  /** A finger scrolls by itself, a mouse does not. */
  const drag = useRef<{ readonly start: PointerEvent; readonly from: number; isMoving: boolean }>(undefined)
  /** Where it was a moment ago, and when. */
  const track = useRef<{ readonly at: number; readonly offset: number }[]>([])
  const recent = () => track.current.filter(({ at }) => performance.now() - at < MOMENT)
  function onPointerDown(event: PointerEvent): void {
    const isOnControl = (event.target as Element).closest('input, textarea, mp-movable-view') !== null
    if (isOnControl || booleanOf(attributes['disable-touch'])) return
    if (event.pointerType !== 'mouse') {
      // A finger takes it from where it would have been.
      const { to } = gliding.current ?? {}
      stopGliding()
      if (to !== undefined) arrive(to)
      return
    }
    if (event.button !== 0) return
    drag.current = { start: event, from: position().offset, isMoving: false }
  }
  function onPointerMove(event: PointerEvent): void {
    if (!drag.current) return
    const { start, from, isMoving } = drag.current
    const [x, y] = [start.clientX - event.clientX, start.clientY - event.clientY]
    if (!isMoving) {
      if (!isDrag(start, event)) return
      if (Math.abs(x) > Math.abs(y) === isVertical) {
        drag.current = undefined
        return
      }
      drag.current.isMoving = true
      going.current = 'touch'
      stopGliding()
      place.current!.style.scrollSnapType = 'none'
      place.current!.setPointerCapture(event.pointerId)
    }
    const offset = from + (isVertical ? y : x) / scaleOf(place.current!)
    scrollTo(offset)
    track.current = [...recent(), { at: performance.now(), offset }]
  }
  function onPointerUp(): void {
    const { from = 0, isMoving = false } = drag.current ?? {}
    drag.current = undefined
    if (!isMoving) return
    const { offset, length } = position()
    const isFar = Math.abs(offset - from) > length * numberOf(attributes['swipe-ratio'], 0.2)
    const next = isFar ? clamp(itemAt(from) + Math.sign(offset - from)) : itemAt(from)
    goTo(isFar && isAccelerated ? farthest(next, offset, Math.sign(offset - from)) : next, 'touch', 'smooth')
  }
  /** At least the next item, and the one that it comes to at its speed. */
  function farthest(next: number, offset: number, direction: number): number {
    const [first, last] = [recent()[0], recent().at(-1)]
    const speed = first && last && last.at > first.at ? (last.offset - first.offset) / (last.at - first.at) : 0
    const reached = itemAt(offset + coasting(speed))
    return direction > 0 ? Math.max(next, reached) : Math.min(next, reached)
  }

  const isActive = (index: number) => index >= current.value && index < current.value + shownAtOnce
  /** With a margin, the items beside the active ones are visible, too. At an edge, the two margins are on one side. */
  const [seenBefore, seenAfter] = snapsToEdge ? [before ?? after, after ?? before] : [before, after]
  const isInSight = (index: number) =>
    isActive(index) || (seenBefore && isActive(index + 1)) || (seenAfter && isActive(index - 1))
  const activeClass = textOf(attributes['active-class'])
  const changingClass = textOf(attributes['changing-class'])
  const classOf = (index: number) =>
    `${isActive(index) ? activeClass : ''} ${index === passed.value ? changingClass : ''}`.trim()
  useLayoutEffect(() => {
    for (const [index, item] of items.entries()) elementOf(item)?.add({ class: classOf(index) })
  })
  const isFixed = isVertical && !booleanOf(attributes['adjust-vertical-height'])
  const adjusted = isFixed ? 'none' : textOf(attributes['adjust-height'], 'first')
  /** Whether the height of an item counts for that of the swiper. */
  const counts = (index: number) =>
    adjusted === 'highest' || (adjusted === 'current' ? index === current.value : index === 0)

  // Of a picture.
  const onDragStart = (event: DragEvent) => event.preventDefault()

  return (
    <NodeElement node={node} with={{ 'data-adjust-height': adjusted }}>
      <div
        ref={place}
        class="mp-swiper-area"
        style={[
          `--mp-swiper-items:${shownAtOnce}`,
          before && `--mp-swiper-before:${before}`,
          after && `--mp-swiper-after:${after}`,
        ]
          .filter(Boolean)
          .join(';')}
        data-vertical={isVertical || undefined}
        data-snaps-to-edge={snapsToEdge || undefined}
        data-accelerated={isAccelerated || undefined}
        tabIndex={count > 1 ? 0 : undefined}
        onScroll={onScroll}
        {...{ onScrollEnd, onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onDragStart }}
      >
        {items.map((child, index) => (
          <NodeBox
            key={child.id}
            node={child}
            class="mp-swiper-slot"
            data-counts={counts(index) || undefined}
            inert={!isInSight(index)}
          />
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

/** Comes over the page from one of its sides while `show` is true. A tap beside it closes it. */
export const PageContainer: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const place = useRef<HTMLDivElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const state = useSignal<'entering' | 'open' | 'leaving' | 'closed'>('closed')
  const { value: attributes } = node.attributes
  useChildren(node, place)
  const isWanted = booleanOf(attributes.show)
  const duration = numberOf(attributes.duration, 300)

  function move(end: 'open' | 'closed'): void {
    const before = state.peek()
    const [on, name] = end === 'open' ? (['entering', 'Enter'] as const) : (['leaving', 'Leave'] as const)
    if (before === end || before === on) return
    if (before === 'entering') host.emit(node, 'enterCancelled')
    if (before === 'leaving') host.emit(node, 'leaveCancelled')
    host.emit(node, `before${name}`)
    state.value = on
    host.emit(node, name.toLowerCase())
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      state.value = end
      host.emit(node, `after${name}`)
    }, duration)
  }
  useEffect(() => move(isWanted ? 'open' : 'closed'), [isWanted])
  useEffect(() => () => clearTimeout(timer.current), [])

  return (
    <NodeElement
      node={node}
      style={`z-index:${numberOf(attributes['z-index'], 100)};--mp-duration:${duration}ms`}
      with={{ hidden: state.value === 'closed' || undefined, 'data-state': state.value }}
    >
      {booleanOf(attributes.overlay, true) && (
        <div
          class="mp-page-container-overlay"
          style={compileLengths(textOf(attributes['overlay-style']))}
          aria-hidden="true"
          onClick={() => {
            host.emit(node, 'clickOverlay')
            move('closed')
          }}
        />
      )}
      <div
        ref={place}
        class="mp-page-container-box"
        data-position={textOf(attributes.position, 'bottom')}
        data-round={booleanOf(attributes.round) || undefined}
        style={compileLengths(textOf(attributes['custom-style']))}
      />
    </NodeElement>
  )
}

const DAMPING = 20
/** In milliseconds, at the default `damping`. */
const SPRING_BACK = 300

/**
 * Follows the finger in the directions that `direction` allows, within the `movable-area` that it is a child of. Two fingers
 * scale it. Its place is that of its top left corner, scaled or not.
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
  /** The nearest place in its area. One that is larger than the area covers it. */
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
    // What is pressed keeps the pointer until that is a drag, so that a tap is a tap on it.
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
    // Two fingers do not drag.
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
