import type { ViewHost } from './host.ts'
import type { LiveElement } from './nodes.ts'

/** `onAppear`, `onDisappear` and `onFirstAppear`: at least half of the element is on the screen. Returns how to end it. */
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
