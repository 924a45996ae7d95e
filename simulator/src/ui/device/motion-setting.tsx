import { useEffect, useId } from 'preact/hooks'
import { shakePhone, tellHeading } from '../../app/to-app.ts'
import { device, setDevice } from '../../state/device.ts'
import { appState } from '../../state/running-app.ts'
import { texts } from '../../texts/index.ts'
import { Setting } from './controls.tsx'

const TURN = 360

/** The direction of the phone, and a button that shakes it. */
export function MotionSetting() {
  const id = useId()
  const { heading } = device.value
  const text = texts.value.device
  useEffect(() => tellHeading(heading), [heading])
  return (
    <>
      <Setting id={id} label={text.heading}>
        <input
          id={id}
          class="field"
          type="number"
          min={0}
          max={TURN - 1}
          step={15}
          value={heading}
          onInput={(event) =>
            setDevice({ heading: ((Math.round(event.currentTarget.valueAsNumber || 0) % TURN) + TURN) % TURN })
          }
        />
      </Setting>
      <Setting id={`${id}-shake`} label={text.motion}>
        <button
          id={`${id}-shake`}
          type="button"
          class="button"
          disabled={appState.value !== 'running'}
          onClick={shakePhone}
          aria-label={text.shake}
        >
          {text.shake}
        </button>
      </Setting>
    </>
  )
}
