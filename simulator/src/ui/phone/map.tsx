import { useCallback, useRef } from 'preact/hooks'
import type { Cover } from '../../state/screen.ts'
import { texts } from '../../texts/index.ts'
import { PinIcon } from '../icons.tsx'
import { BackButton } from './back-button.tsx'
import { useEscape } from './use-escape.ts'
import { useFocusOnOpen } from './use-focus.ts'

/** The map of `my.openLocation`. It shows the name and position of the place, not streets. */
export function PlaceMap({ place, close }: Extract<Cover, { kind: 'map' }>) {
  useEscape(useCallback(close, []))
  const screen = useRef<HTMLDivElement>(null)
  useFocusOnOpen(screen, 'button')
  return (
    <div class="settings over" role="dialog" aria-label={place.name || texts.value.device.location} ref={screen}>
      <div class="settings-head">
        <BackButton onClick={close} />
        <h2>{place.name}</h2>
      </div>
      <div class="map-stand-in" aria-hidden="true">
        <PinIcon />
      </div>
      <p class="settings-hint">
        {place.address}
        <br />
        {place.longitude}, {place.latitude}
      </p>
    </div>
  )
}
