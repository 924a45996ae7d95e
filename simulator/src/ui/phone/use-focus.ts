import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'

/** Whether the focus is on the phone or nowhere. Otherwise, such as in the editor, the phone must not take it or react to keys. */
export const mayMoveFocus = (element = document.activeElement): boolean =>
  element === null || element === document.body || element.closest('.phone') !== null

/** Moves the focus into a view that has just opened, or to a part of it. */
export function useFocusOnOpen(cover: RefObject<HTMLElement | null>, part?: string): void {
  useEffect(() => {
    const target = part ? cover.current?.querySelector<HTMLElement>(part) : cover.current
    if (mayMoveFocus()) target?.focus({ preventScroll: true })
  }, [])
}

/** The focused element, also inside the shadow root of a page. */
function focusedElement(): Element | null {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element
}

/**
 * Returns the focus to the element that had it before it was covered, or to `place`, unless the focus has left the phone.
 * Used by the component that makes the covered part `inert`: the browser removes the focus in the next frame, so it has
 * to be read before that.
 */
export function useRestoreFocus(isCovered: boolean, place?: () => HTMLElement | null | undefined): void {
  useLayoutEffect(() => {
    if (!isCovered) return
    const before = focusedElement()
    return () => {
      const target = place?.() ?? before
      if (target instanceof HTMLElement && mayMoveFocus()) target.focus({ preventScroll: true })
    }
  }, [isCovered])
}
