import type { ViewHost } from './host.ts'
import type { LiveElement } from './nodes.ts'

/**
 * Emits `onAppear`, `onDisappear` and `onFirstAppear`, when at least half of the element becomes visible or hidden. Returns a
 * function that stops it.
 */
export function watchVisibility(node: LiveElement, dom: HTMLElement, host: ViewHost): () => void {
  let visible = false
  let appeared = false
  const observer = new IntersectionObserver(
    ([entry]) => {
      if (!entry || entry.isIntersecting === visible) return
      visible = entry.isIntersecting
      host.emit(node, visible ? 'appear' : 'disappear')
      if (visible && !appeared) host.emit(node, 'firstAppear')
      appeared ||= visible
    },
    { threshold: 0.5 },
  )
  observer.observe(dom)
  return () => observer.disconnect()
}
