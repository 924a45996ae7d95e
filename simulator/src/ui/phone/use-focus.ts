import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect } from 'preact/hooks'

/** Only someone who is at the phone, or nowhere in particular, is led elsewhere on it, or means it by a key. */
export const isAtPhone = (element = document.activeElement): boolean =>
  element === null || element === document.body || element.closest('.phone') !== null

/** Leads who is at the phone into the cover that has just opened, or to a part of it; an editor keeps its cursor. */
export function useFocusInside(cover: RefObject<HTMLElement | null>, part?: string): void {
  useEffect(() => {
    const target = part ? cover.current?.querySelector<HTMLElement>(part) : cover.current
    if (isAtPhone()) target?.focus({ preventScroll: true })
  }, [])
}

/**
 * Gives the focus back to what had it before something covered it, or to `place`, unless the person has left the phone meanwhile.
 * For the component that makes the covered part `inert`: the browser takes the focus from that part with the next frame,
 * so it is read before, and given back when the part can have it again.
 */
export function useFocusBack(isCovered: boolean, place?: () => HTMLElement | null | undefined): void {
  useLayoutEffect(() => {
    if (!isCovered) return
    const before = document.activeElement
    return () => {
      const target = place?.() ?? before
      if (target instanceof HTMLElement && isAtPhone()) target.focus({ preventScroll: true })
    }
  }, [isCovered])
}
