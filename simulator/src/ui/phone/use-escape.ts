import { useEffect } from 'preact/hooks'

/** What Escape closes: the last one that was opened. */
const layers: { close(): void }[] = []

/** Only someone who is at the phone, or nowhere in particular, means the phone by a key. */
export const isAtPhone = (element: Element | null): boolean =>
  element === null || element === document.body || element.closest('.phone') !== null

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || event.defaultPrevented || !isAtPhone(document.activeElement)) return
  event.preventDefault()
  layers.at(-1)?.close()
}

/** Escape leaves this, as long as it is shown and nothing was opened over it. `close` stays the same function. */
export function useEscape(close: () => void): void {
  useEffect(() => {
    const layer = { close }
    if (layers.push(layer) === 1) document.addEventListener('keydown', onKeyDown)
    return () => {
      layers.splice(layers.indexOf(layer), 1)
      if (layers.length === 0) document.removeEventListener('keydown', onKeyDown)
    }
  }, [close])
}
