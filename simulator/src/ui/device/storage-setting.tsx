import { useId } from 'preact/hooks'
import { device, setDevice, UNLIMITED_STORAGE } from '../../state/device.ts'
import { texts } from '../../texts/index.ts'
import { formatBytes } from '../labels.ts'
import { Setting } from './controls.tsx'

const STEPS = 100
/** The scale of the slider is logarithmic above this value. In bytes. */
const LEAST = 1000

const toBytes = (step: number): number => {
  if (step <= 0) return 0
  if (step >= STEPS) return UNLIMITED_STORAGE
  const bytes = LEAST * (UNLIMITED_STORAGE / LEAST) ** (step / STEPS)
  return Number(bytes.toPrecision(2))
}

const toStep = (bytes: number): number =>
  bytes < LEAST ? 0 : Math.round((STEPS * Math.log(bytes / LEAST)) / Math.log(UNLIMITED_STORAGE / LEAST))

export function StorageSetting() {
  const id = useId()
  const { freeStorage } = device.value
  const { storage, storageFull, storagePlenty } = texts.value.device
  const shown =
    freeStorage === 0 ? storageFull : freeStorage >= UNLIMITED_STORAGE ? storagePlenty : formatBytes(freeStorage)
  return (
    <Setting isWide id={id} label={storage}>
      <div class="slider">
        <input
          id={id}
          type="range"
          min={0}
          max={STEPS}
          value={toStep(freeStorage)}
          style={{ '--filled': `${toStep(freeStorage)}%` }}
          aria-valuetext={shown}
          onInput={(event) => setDevice({ freeStorage: toBytes(Number(event.currentTarget.value)) })}
        />
        <output for={id}>{shown}</output>
      </div>
    </Setting>
  )
}
