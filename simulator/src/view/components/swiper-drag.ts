import type { RefObject } from 'preact'
import { useRef } from 'preact/hooks'
import { isDrag } from '../gestures.ts'
import { coasting, MOMENT } from '../glide.ts'
import { scaleOf } from '../host.ts'
import type { SwiperMotion } from './swiper-motion.ts'
import { clampIndex } from './swiper-track.ts'

interface Drag {
  readonly start: PointerEvent
  /** The offset of the swiper at the start. */
  readonly from: number
  isMoving: boolean
  /** The recent offsets, with their times. */
  trail: readonly { readonly at: number; readonly offset: number }[]
}

export interface DragOptions {
  readonly isDisabled: boolean
  /** The part of an item that must be dragged to move to the next one. */
  readonly swipeRatio: number
}

/** The handlers for dragging a swiper with a mouse. A finger scrolls natively. */
export function useSwiperDrag(
  place: RefObject<HTMLElement | null>,
  motion: SwiperMotion,
  { isDisabled, swipeRatio }: DragOptions,
) {
  const current = useRef<Drag>(undefined)

  function onPointerDown(event: PointerEvent): void {
    const isOnControl = (event.target as Element).closest('input, textarea, mp-movable-view') !== null
    if (isOnControl || isDisabled) return
    if (event.pointerType !== 'mouse') motion.touch()
    else if (event.button === 0) {
      current.current = { start: event, from: motion.track.offset, isMoving: false, trail: [] }
    }
  }

  function onPointerMove(event: PointerEvent): void {
    const drag = current.current
    if (!drag) return
    const { isVertical } = motion.options
    const [x, y] = [drag.start.clientX - event.clientX, drag.start.clientY - event.clientY]
    if (!drag.isMoving) {
      if (!isDrag(drag.start, event)) return
      if (Math.abs(x) > Math.abs(y) === isVertical) {
        current.current = undefined
        return
      }
      drag.isMoving = true
      motion.hold()
      place.current!.setPointerCapture(event.pointerId)
    }
    const offset = drag.from + (isVertical ? y : x) / scaleOf(place.current!)
    motion.track.scrollTo(offset)
    drag.trail = [...recent(drag), { at: performance.now(), offset }]
  }

  function onPointerUp(): void {
    const drag = current.current
    current.current = undefined
    if (drag?.isMoving) motion.letGo(targetOf(drag, motion, swipeRatio))
  }

  // The browser would drag the picture instead.
  const onDragStart = (event: DragEvent) => event.preventDefault()

  return { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp, onDragStart }
}

const recent = ({ trail }: Drag) => trail.filter(({ at }) => performance.now() - at < MOMENT)

/** The target item of a drag: the next one if the drag went far enough, or with acceleration the one that its speed reaches. */
function targetOf(drag: Drag, { track, options }: SwiperMotion, swipeRatio: number): number {
  const { offset } = track
  const distance = offset - drag.from
  const start = track.itemAt(drag.from)
  if (Math.abs(distance) <= track.itemLength * swipeRatio) return start
  const next = clampIndex(start + Math.sign(distance), options)
  if (!options.isAccelerated) return next
  const trail = recent(drag)
  const [first, last] = [trail[0], trail.at(-1)]
  const speed = first && last && last.at > first.at ? (last.offset - first.offset) / (last.at - first.at) : 0
  const reached = track.itemAt(offset + coasting(speed))
  return distance > 0 ? Math.max(next, reached) : Math.min(next, reached)
}
