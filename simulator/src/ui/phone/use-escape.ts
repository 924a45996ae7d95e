import { useLayoutEffect } from 'preact/hooks'
import { mayMoveFocus } from './use-focus.ts'

/** The open layers. Escape closes the last one. */
const layers: { close(): void }[] = []

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || !mayMoveFocus()) return
  event.preventDefault()
  layers.at(-1)?.close()
}

/** Closes the component on Escape while it is the topmost layer. `close` must be a stable function. */
export function useEscape(close: () => void): void {
  // A layout effect, so that a key pressed right after opening already counts.
  useLayoutEffect(() => {
    const layer = { close }
    if (layers.push(layer) === 1) document.addEventListener('keydown', onKeyDown)
    return () => {
      layers.splice(layers.indexOf(layer), 1)
      if (layers.length === 0) document.removeEventListener('keydown', onKeyDown)
    }
  }, [close])
}
