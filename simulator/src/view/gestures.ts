import type { Json } from '../../../src/mini-program/types.ts'
import { nodeAt } from './drawing.ts'
import { pointIn, type ViewHost } from './host.ts'
import type { LiveNode } from './nodes.ts'

/** A press is a long tap after this time, in milliseconds. */
const LONG_TAP = 500

/** A press that moves further than this, in px, is neither a tap nor a long tap. */
const SLOP = 10

export const isDrag = (from: PointerEvent | MouseEvent, to: PointerEvent | MouseEvent): boolean =>
  Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) > SLOP

/**
 * Turns the pointer and keyboard events of a page into the events of a mini-program, for the innermost node that was
 * hit. One set of listeners serves the whole page.
 */
export function listenForGestures(page: HTMLElement, emit: ViewHost['emit']): () => void {
  let touch:
    | {
        readonly node: LiveNode
        readonly start: PointerEvent
        readonly timer: ReturnType<typeof setTimeout>
        /** It became a drag or a long tap. */
        isNoTap: boolean
      }
    | undefined

  const hit = (event: Event) => nodeAt(event.composedPath())
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
  const touches = (event: PointerEvent): Json[] => [{ identifier: 0, ...positionOf(event) }]
  const emitTouch = (node: LiveNode, type: string, event: PointerEvent, isDown: boolean): void => {
    if (!handles(node, type)) return
    emit(node, type, { touches: isDown ? touches(event) : [], more: { changedTouches: touches(event) } })
  }

  function onPointerDown(event: PointerEvent): void {
    const node = hit(event)
    if (!node || !event.isPrimary) return
    const timer = setTimeout(() => {
      if (!touch || !handles(touch.node, 'longTap')) return
      touch.isNoTap = true
      emit(touch.node, 'longTap', { touches: touches(event) })
    }, LONG_TAP)
    touch = { node, start: event, timer, isNoTap: false }
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
  /** A mouse clicks at the end of a drag as well. Components with gestures of their own must not see that either. */
  function stopNoTap(event: MouseEvent): void {
    // A click of the keyboard follows no press.
    const isNoTap = event.detail > 0 && touch?.isNoTap
    touch = undefined
    if (isNoTap) event.stopPropagation()
  }
  function onClick(event: MouseEvent): void {
    const node = hit(event)
    if (node) emit(node, 'tap', { detail: positionOf(event) })
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
  const ended = new AbortController()
  const { signal } = ended
  for (const [type, listener] of Object.entries(listeners))
    page.addEventListener(type, listener as EventListener, { signal })
  page.addEventListener('click', stopNoTap, { capture: true, signal })
  return () => {
    clearTimeout(touch?.timer)
    ended.abort()
  }
}
