import { useId } from 'preact/hooks'
import { device, PLENTY_OF_STORAGE, setDevice } from '../../state/device.ts'
import { texts } from '../../texts/index.ts'
import { formatBytes } from '../labels.ts'
import { Lever } from './controls.tsx'

const STEPS = 100
/** From here on a step is worth ever more bytes, so that one slider leads from full to plenty. */
const LEAST = 1000

const toBytes = (step: number): number => {
  if (step <= 0) return 0
  if (step >= STEPS) return PLENTY_OF_STORAGE
  const bytes = LEAST * (PLENTY_OF_STORAGE / LEAST) ** (step / STEPS)
  return Number(bytes.toPrecision(2))
}

const toStep = (bytes: number): number =>
  bytes < LEAST ? 0 : Math.round((STEPS * Math.log(bytes / LEAST)) / Math.log(PLENTY_OF_STORAGE / LEAST))

export function StorageLever() {
  const id = useId()
  const { freeStorage } = device.value
  const { storage, storageFull, storagePlenty } = texts.value.device
  const shown =
    freeStorage === 0 ? storageFull : freeStorage >= PLENTY_OF_STORAGE ? storagePlenty : formatBytes(freeStorage)
  return (
    <Lever isWide id={id} label={storage}>
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
    </Lever>
  )
}
