/**
 * Calls `move` while the distance between two fingers on an element changes, with the factor of the change and the point
 * between them. On a computer, a touchpad or the wheel with Ctrl have the same effect. Returns a function that removes the
 * listeners.
 */
export function listenForPinches(
  element: HTMLElement,
  move: (ratio: number, point: { readonly clientX: number; readonly clientY: number }) => void,
): () => void {
  let last: number | undefined

  function onTouch(event: TouchEvent): void {
    const [one, other, ...more] = [...event.touches].filter(({ target }) => element.contains(target as Node))
    if (!one || !other || more.length > 0) {
      last = undefined
      return
    }
    // The browser would zoom or scroll.
    if (event.cancelable) event.preventDefault()
    const distance = Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
    const point = { clientX: (one.clientX + other.clientX) / 2, clientY: (one.clientY + other.clientY) / 2 }
    if (last) move(distance / last, point)
    last = distance
  }
  function onWheel(event: WheelEvent): void {
    if (!event.ctrlKey) return
    event.preventDefault()
    move(Math.exp(-event.deltaY / 100), event)
  }

  const ended = new AbortController()
  const options = { signal: ended.signal, passive: false }
  for (const type of ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const)
    element.addEventListener(type, onTouch, options)
  element.addEventListener('wheel', onWheel, options)
  return () => ended.abort()
}
