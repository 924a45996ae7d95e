import type { Json } from '../../../src/mini-program/types.ts'
import { nodeAt } from './drawing.ts'
import { pointIn, type ViewHost } from './host.ts'
import type { LiveNode } from './nodes.ts'
import { marksAt } from './rich-marks.ts'

/** A press is a long tap after this time, in milliseconds. */
const LONG_TAP = 500

/** A press that moves further than this, in px, is neither a tap nor a long tap. */
const SLOP = 10

function pathOf(element: Element): Element[] {
  const path: Element[] = []
  for (let each: Element | null = element; each; each = each.parentElement) path.push(each)
  return path
}

const ANIMATION_EVENTS: { readonly [type: string]: string } = {
  transitionend: 'transitionEnd',
  animationstart: 'animationStart',
  animationiteration: 'animationIteration',
  animationend: 'animationEnd',
}

export const isDrag = (from: PointerEvent | MouseEvent, to: PointerEvent | MouseEvent): boolean =>
  Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) > SLOP

/**
 * Whether a scroll-view prevents a finger that moves in this direction from scrolling it. `out-of-bounds` needs no handling: at
 * its edge, a scroll-view never passes scrolling on to the elements around it.
 */
export function forbidsScrolling(area: HTMLElement, distance: number): boolean {
  const { disableLowerScroll, disableUpperScroll } = area.dataset
  return (distance > 0 ? disableLowerScroll : disableUpperScroll) === 'always'
}

/**
 * Converts the pointer and keyboard events of a page to the events of a mini-program, for the innermost node. One set of
 * listeners serves the whole page.
 */
export function listenForGestures(page: HTMLElement, emit: ViewHost['emit']): () => void {
  let touch:
    | {
        readonly node: LiveNode
        /** The element under the finger. */
        readonly element: Element | undefined
        readonly start: PointerEvent
        readonly timer: ReturnType<typeof setTimeout>
        /** Whether it has become a drag or a long tap. */
        isNoTap: boolean
      }
    | undefined

  const hit = (event: Event) => nodeAt(event.composedPath())
  /** Browsers retarget a touch to the nearest control, even from the text of a label to the control of another one. */
  const touched = (event: PointerEvent): Element | undefined =>
    (event.pointerType === 'touch' && page.shadowRoot?.elementFromPoint(event.clientX, event.clientY)) || undefined
  const handles = (node: LiveNode, type: string): boolean => {
    for (let at: LiveNode | undefined = node; at; at = at.parent) {
      if (at.kind === 'element' && at.events.peek().includes(type)) return true
    }
    return false
  }
  const positionOf = (event: MouseEvent) => {
    const { x, y } = pointIn(page, event)
    return { clientX: x, clientY: y, pageX: x + page.scrollLeft, pageY: y + page.scrollTop }
  }
  const marksOf = (event: Event): { [name: string]: Json } => {
    const marks = marksAt(event.composedPath())
    return marks ? { marks } : {}
  }
  const touchesOn = (node: LiveNode, event: PointerEvent): Json[] => {
    const isOnCanvas = node.kind === 'element' && node.tag === 'canvas' && node.dom
    return [{ identifier: 0, ...positionOf(event), ...(isOnCanvas && pointIn(isOnCanvas, event)) }]
  }
  const emitTouch = (node: LiveNode, type: string, event: PointerEvent, isDown: boolean): void => {
    if (!handles(node, type)) return
    const touches = touchesOn(node, event)
    emit(node, type, { touches: isDown ? touches : [], more: { changedTouches: touches } })
  }

  function onPointerDown(event: PointerEvent): void {
    const element = touched(event)
    const node = element ? nodeAt(pathOf(element)) : hit(event)
    if (!node || !event.isPrimary) return
    const detail = marksOf(event)
    const timer = setTimeout(() => {
      if (!touch || !handles(touch.node, 'longTap')) return
      touch.isNoTap = true
      emit(touch.node, 'longTap', { touches: touchesOn(node, event), detail })
    }, LONG_TAP)
    touch = { node, element, start: event, timer, isNoTap: false }
    emitTouch(node, 'touchStart', event, true)
  }
  function onPointerMove(event: PointerEvent): void {
    if (!touch) return
    if (isDrag(touch.start, event)) {
      clearTimeout(touch.timer)
      touch.isNoTap = true
    }
    emitTouch(touch.node, 'touchMove', event, true)
  }
  function end(event: PointerEvent): void {
    if (!touch) return
    clearTimeout(touch.timer)
    emitTouch(touch.node, event.type === 'pointercancel' ? 'touchCancel' : 'touchEnd', event, false)
  }
  /**
   * A mouse also clicks at the end of a drag. Components with their own gestures must not receive this click, nor one at
   * another position than that of the finger.
   */
  function settleClick(event: MouseEvent): void {
    // A click by keyboard follows no press.
    const last = event.detail > 0 ? touch : undefined
    touch = undefined
    if (!last) return
    const { element } = last
    const isMoved = element?.isConnected && element !== event.composedPath()[0]
    if (!last.isNoTap && !isMoved) return
    event.stopPropagation()
    if (last.isNoTap || !element) return
    event.preventDefault()
    const { clientX, clientY } = last.start
    element.dispatchEvent(
      new MouseEvent('click', { bubbles: true, composed: true, cancelable: true, clientX, clientY }),
    )
  }
  function onClick(event: MouseEvent): void {
    const node = hit(event)
    if (node) emit(node, 'tap', { detail: { ...positionOf(event), ...marksOf(event) } })
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' && event.key !== ' ') return
    const target = event.composedPath()[0]
    if (!(target instanceof HTMLElement) || /^(input|textarea|select|button)$/.test(target.localName)) return
    if (!target.hasAttribute('tabindex')) return
    event.preventDefault()
    target.click()
  }

  const listeners = {
    pointerdown: onPointerDown,
    pointermove: onPointerMove,
    pointerup: end,
    pointercancel: end,
    click: onClick,
    keydown: onKeyDown,
  }
  /** Handles the events of CSS animations and transitions. */
  function onAnimation(event: AnimationEvent | TransitionEvent): void {
    const node = hit(event)
    const type = ANIMATION_EVENTS[event.type]!
    const isOwn = node?.kind === 'element' && node.dom === event.target && event.pseudoElement === ''
    if (isOwn && node.events.peek().includes(type)) emit(node, type)
  }

  const ended = new AbortController()
  const { signal } = ended
  // These events do not leave the shadow root.
  for (const type in ANIMATION_EVENTS) page.shadowRoot?.addEventListener(type, onAnimation as EventListener, { signal })
  for (const [type, listener] of Object.entries(listeners))
    page.addEventListener(type, listener as EventListener, { signal })
  page.addEventListener('click', settleClick, { capture: true, signal })
  return () => {
    clearTimeout(touch?.timer)
    ended.abort()
  }
}
