import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import { booleanOf, lengthOf, numberOf, textOf } from '../attributes.ts'
import { elementOf } from '../drawing.ts'
import { type BasicComponent, useViewHost } from '../host.ts'
import { NodeBox, NodeElement } from '../node-view.tsx'
import { useSwiperDrag } from './swiper-drag.ts'
import { SwiperMotion, type SwiperOptions } from './swiper-motion.ts'
import { clampIndex } from './swiper-track.ts'

/** Swiping uses the browser's scroll snapping. The current item is the one at the scroll offset of the area. */
export const Swiper: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const elementRef = useRef<HTMLDivElement>(null)
  const { value: attributes } = node.attributes
  const items = node.children.value.filter((child) => child.kind !== 'text')
  const count = items.length
  const isVertical = booleanOf(attributes.vertical)
  const circular = booleanOf(attributes.circular)
  const isAccelerated = booleanOf(attributes.acceleration)
  const shownAtOnce = Math.max(1, numberOf(attributes['display-multiple-items'], 1))
  const [before, after] = [lengthOf(attributes['previous-margin']), lengthOf(attributes['next-margin'])]
  const snapsToEdge = booleanOf(attributes['snap-to-edge']) && !circular && count > 1 && Boolean(before ?? after)

  const options: SwiperOptions = {
    isVertical,
    count,
    shownAtOnce,
    snapsToEdge,
    isAccelerated,
    duration: numberOf(attributes.duration, 500),
    behavior: booleanOf(attributes['disable-programmatic-animation']) ? 'instant' : 'smooth',
    itemId(index) {
      const item = items[index]
      return textOf(item?.kind === 'element' ? item.attributes.peek()['item-id'] : undefined)
    },
    emit: (event, detail) => host.emit(node, event, { detail }),
  }
  const wanted = clampIndex(numberOf(attributes.current, 0), options)
  const motion = useMemo(() => new SwiperMotion(elementRef, wanted, options), [])
  motion.options = options
  useEffect(() => motion.follow(wanted), [wanted])
  useEffect(() => motion.adjust(), [count])
  // A layout effect, which is cleaned up before the next frame.
  useLayoutEffect(() => () => motion.stop(), [])

  const interval = numberOf(attributes.interval, 5000)
  const autoplay = booleanOf(attributes.autoplay)
  useEffect(() => {
    if (!autoplay || count < 2) return
    const timer = setInterval(() => {
      const next = motion.current.peek() + 1
      if (next < count || circular) motion.goTo(next % count, 'autoplay', 'smooth')
    }, interval)
    return () => clearInterval(timer)
  }, [autoplay, interval, count, circular])

  const dragging = useSwiperDrag(elementRef, motion, {
    isDisabled: booleanOf(attributes['disable-touch']),
    swipeRatio: numberOf(attributes['swipe-ratio'], 0.2),
  })
  const onArea = (handle: () => void) => (event: Event) => {
    // Scroll events of areas inside of the items also arrive here.
    if (event.target === event.currentTarget) handle()
  }

  const current = motion.current.value
  const isActive = (index: number) => index >= current && index < current + shownAtOnce
  /** With a margin, parts of the neighbouring items are visible. At an edge, both margins are on one side. */
  const [seenBefore, seenAfter] = snapsToEdge ? [before ?? after, after ?? before] : [before, after]
  const isInSight = (index: number) =>
    isActive(index) || (seenBefore && isActive(index + 1)) || (seenAfter && isActive(index - 1))
  const activeClass = textOf(attributes['active-class'])
  const changingClass = textOf(attributes['changing-class'])
  const classOf = (index: number) =>
    `${isActive(index) ? activeClass : ''} ${index === motion.passed.value ? changingClass : ''}`.trim()
  useLayoutEffect(() => {
    for (const [index, item] of items.entries()) elementOf(item)?.add({ class: classOf(index) })
  })

  const isFixed = isVertical && !booleanOf(attributes['adjust-vertical-height'])
  const adjusted = isFixed ? 'none' : textOf(attributes['adjust-height'], 'first')
  /** Whether the height of an item is included in that of the swiper. */
  const counts = (index: number) => adjusted === 'highest' || (adjusted === 'current' ? index === current : index === 0)
  const dotColor = (index: number) =>
    index === current
      ? textOf(attributes['indicator-active-color'], '#000')
      : textOf(attributes['indicator-color'], 'rgba(0,0,0,.3)')

  return (
    <NodeElement node={node} with={{ 'data-adjust-height': adjusted }}>
      <div
        ref={elementRef}
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
        onScroll={onArea(() => motion.scrolled())}
        onScrollEnd={onArea(() => motion.ended())}
        {...dragging}
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
            <span key={child.id} style={`background:${dotColor(index)}`} />
          ))}
        </div>
      )}
    </NodeElement>
  )
}
