import { catchesMoves, nodeAt } from '../../view/drawing.ts'
import { forbidsScrolling, isDrag } from '../../view/gestures.ts'
import { coasting, glide, MOMENT, prefersStillness, SLOWING } from '../../view/glide.ts'
import { scaleOf } from '../../view/host.ts'

/** Handles a drag down at the top of a page. Distances are in the phone's own px. */
export interface Pull {
  canStart(): boolean
  move(distance: number): void
  end(isReleased: boolean): void
}

/** An object that follows the pointer. */
interface Follower {
  move(x: number, y: number): void
  /** Ends the drag. If scrolling continues, returns a function that stops it and returns whether it was still moving. */
  end(isReleased: boolean): (() => boolean) | undefined
}

type Axis = 'x' | 'y'

/**
 * Lets a mouse drag the content of the phone like a finger: the innermost part that can scroll in this direction follows the
 * pointer. A finger scrolls natively. Both can pull a page down. Returns a function that removes the listeners.
 */
export function listenForDrags(screen: HTMLElement, pull: Pull): () => void {
  let drag: { readonly start: PointerEvent; readonly isMouse: boolean; readonly parts: HTMLElement[] } | undefined
  let follower: Follower | undefined
  let wasDrag = false
  let stopCoasting: (() => boolean) | undefined

  const distanceOf = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const scale = scaleOf(screen)
    const { start } = drag!
    return { x: (clientX - start.clientX) / scale, y: (clientY - start.clientY) / scale }
  }

  function onPointerDown(event: PointerEvent): void {
    if (!event.isPrimary || event.button !== 0) return
    // A press that stops a scrolling page is not a tap.
    wasDrag = stopCoasting?.() === true
    const isMouse = event.pointerType === 'mouse'
    const path = event.composedPath()
    const inside = path.slice(0, path.indexOf(screen)).filter((part) => part instanceof HTMLElement)
    const caught = inside.findIndex((part) => catchesMoves(nodeAt([part])))
    const parts = caught < 0 ? inside : inside.slice(0, caught)
    if (parts.some(takesDrags)) return
    drag = { start: event, isMouse, parts }
  }

  function onPointerMove(event: PointerEvent): void {
    if (event.pointerId !== drag?.start.pointerId) return
    if (event.buttons === 0) {
      end(false)
      return
    }
    const { x, y } = distanceOf(event)
    if (!follower && isDrag(drag.start, event)) {
      wasDrag = drag.isMouse
      if (pulls(x, y)) follower = pulling(pull)
      else if (isForbidden(x, y)) follower = HELD
      else if (drag.isMouse) follower = scrolling(drag.parts, Math.abs(y) > Math.abs(x) ? 'y' : 'x', x, y)
      // The start of a drag determines its effect.
      if (!follower) drag = undefined
    }
    follower?.move(x, y)
  }

  /** Whether the page is at its top and nothing in it can scroll up. */
  function pulls(x: number, y: number): boolean {
    if (!drag || y <= Math.abs(x) || !pull.canStart()) return false
    const part = scrollerOf(drag.parts, 'y', y)
    const isPage = (each: HTMLElement) => each.matches('[data-app-view]')
    return part ? isPage(part) && part.scrollTop < 1 : drag.parts.some(isPage)
  }

  /** Whether a scroll-view forbids scrolling. */
  function isForbidden(x: number, y: number): boolean {
    const [axis, distance] = Math.abs(y) > Math.abs(x) ? (['y', y] as const) : (['x', x] as const)
    const area = drag && scrollerOf(drag.parts, axis, distance)
    return area !== undefined && forbidsScrolling(area, distance)
  }

  function end(isReleased: boolean): void {
    stopCoasting = follower?.end(isReleased)
    drag = follower = undefined
  }

  function onPointerUp(event: PointerEvent): void {
    if (event.pointerId === drag?.start.pointerId) end(event.type === 'pointerup')
  }

  /** Otherwise the browser would scroll by itself. */
  function onTouchMove(event: TouchEvent): void {
    if (!drag || drag.isMouse || !event.cancelable) return
    const { x, y } = distanceOf(event.touches[0]!)
    if (follower || pulls(x, y) || isForbidden(x, y)) event.preventDefault()
  }

  /** Suppresses the click at the end of a drag. Clicks by keyboard have no `detail`. */
  function onClick(event: MouseEvent): void {
    if (!wasDrag || event.detail === 0) return
    wasDrag = false
    event.stopPropagation()
    event.preventDefault()
  }

  const ended = new AbortController()
  const { signal } = ended
  screen.addEventListener('pointerdown', onPointerDown, { signal })
  window.addEventListener('pointermove', onPointerMove, { signal })
  window.addEventListener('pointerup', onPointerUp, { signal })
  window.addEventListener('pointercancel', onPointerUp, { signal })
  screen.addEventListener('wheel', () => stopCoasting?.(), { signal, passive: true })
  screen.addEventListener('touchmove', onTouchMove, { signal, passive: false })
  screen.addEventListener('click', onClick, { signal, capture: true })
  // The browser would drag the picture out of the phone.
  screen.addEventListener('dragstart', (event) => event.preventDefault(), { signal })
  return () => ended.abort()
}

/** Whether an element handles drags itself: fields, sliders, selectable text, and movable elements of the app. */
function takesDrags(part: HTMLElement): boolean {
  if (part.matches('textarea, select, input:not([type="checkbox"], [type="radio"])')) return true
  const { touchAction, userSelect } = getComputedStyle(part)
  return touchAction === 'none' || userSelect === 'text'
}

const NAMES = {
  x: { overflow: 'overflowX', position: 'scrollLeft', content: 'scrollWidth', size: 'clientWidth' },
  y: { overflow: 'overflowY', position: 'scrollTop', content: 'scrollHeight', size: 'clientHeight' },
} as const

/** The innermost part that can scroll in this direction, unless a part inside of it keeps scrolling to itself. */
function scrollerOf(parts: readonly HTMLElement[], axis: Axis, distance: number): HTMLElement | undefined {
  const { overflow, position, content, size } = NAMES[axis]
  return parts.find((part) => {
    const most = part[content] - part[size]
    const style = getComputedStyle(part)
    if (most < 1 || !/auto|scroll/.test(style[overflow])) return false
    return style.overscrollBehavior.includes('contain') || (distance > 0 ? part[position] > 0 : part[position] < most)
  })
}

const pulling = (pull: Pull): Follower => ({
  move: (_, y) => pull.move(Math.max(0, y)),
  end(isReleased) {
    pull.end(isReleased)
    return undefined
  },
})

/** A follower that does not move. */
const HELD: Follower = { move() {}, end: () => undefined }

function scrolling(parts: readonly HTMLElement[], axis: Axis, x: number, y: number): Follower | undefined {
  const area = scrollerOf(parts, axis, axis === 'x' ? x : y)
  // A swiper moves to its next item itself.
  if (!area || area.matches('.mp-swiper-area')) return undefined
  const { position } = NAMES[axis]
  const start = area[position]
  const snaps = getComputedStyle(area).scrollSnapType !== 'none'
  // Scroll snapping would hold the content back.
  if (snaps) area.style.scrollSnapType = 'none'
  /** The recent positions of the pointer, with their times. */
  let track: { readonly at: number; readonly distance: number }[] = []
  const recent = () => track.filter(({ at }) => performance.now() - at < MOMENT)
  return {
    move(x, y) {
      const distance = axis === 'x' ? x : y
      area[position] = start - distance
      track = [...recent(), { at: performance.now(), distance }]
    },
    end(isReleased) {
      if (snaps) settle(area, axis, Math.sign(area[position] - start))
      const [first, ...later] = recent()
      const last = later.at(-1)
      if (snaps || !isReleased || !first || !last || last.at === first.at) return undefined
      return coast(area, axis, (first.distance - last.distance) / (last.at - first.at))
    },
  }
}

/** In px per millisecond. */
const SLOWEST = 0.02

/** Continues scrolling with decreasing speed after a flick, as after one with a finger. */
function coast(area: HTMLElement, axis: Axis, speed: number): (() => boolean) | undefined {
  const distance = coasting(speed)
  const fast = Math.abs(distance) / SLOWING
  if (fast <= SLOWEST || prefersStillness()) return undefined
  const { position } = NAMES[axis]
  const start = area[position]
  const duration = SLOWING * Math.log(fast / SLOWEST)
  return glide(duration, (share) => {
    area[position] = start + distance * (1 - Math.exp((-share * duration) / SLOWING))
  })
}

/** The part of an item that must be dragged to reach the next one. */
const SHARE_OF_NEXT = 0.15

/** Scrolls to the item that a drag in this direction leads to, and enables scroll snapping again. */
function settle(area: HTMLElement, axis: Axis, direction: number): void {
  const { position, size } = NAMES[axis]
  const [start, length] = axis === 'x' ? (['left', 'width'] as const) : (['top', 'height'] as const)
  const scale = scaleOf(area)
  const outer = area.getBoundingClientRect()
  const at = area[position]
  const stops = [...area.children].map((child) => {
    const inner = child.getBoundingClientRect()
    const isCentred = getComputedStyle(child).scrollSnapAlign.includes('center')
    const free = isCentred ? (area[size] - inner[length] / scale) / 2 : 0
    return { at: at + (inner[start] - outer[start]) / scale - free, length: inner[length] / scale }
  })
  const wanted = (stop: (typeof stops)[number]) =>
    Math.abs(stop.at - at - direction * (0.5 - SHARE_OF_NEXT) * stop.length)
  const nearest = stops.reduce((best, stop) => (wanted(stop) < wanted(best) ? stop : best), stops[0]!)
  const snap = () => {
    area.style.scrollSnapType = ''
  }
  if (!('onscrollend' in window) || Math.abs(nearest.at - at) < 1) {
    snap()
    return
  }
  area.addEventListener('scrollend', snap, { once: true })
  area.scrollTo({ [start]: nearest.at, behavior: 'smooth' })
}
