import { useLayoutEffect } from 'preact/hooks'
import { isAtPhone } from './use-focus.ts'

/** What Escape closes: the last one that was opened. */
const layers: { close(): void }[] = []

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || !isAtPhone()) return
  event.preventDefault()
  layers.at(-1)?.close()
}

/** Escape leaves this, as long as it is shown and nothing was opened over it. `close` stays the same function. */
export function useEscape(close: () => void): void {
  // At once: a key that follows quickly means what is on the screen.
  useLayoutEffect(() => {
    const layer = { close }
    if (layers.push(layer) === 1) document.addEventListener('keydown', onKeyDown)
    return () => {
      layers.splice(layers.indexOf(layer), 1)
      if (layers.length === 0) document.removeEventListener('keydown', onKeyDown)
    }
  }, [close])
}
