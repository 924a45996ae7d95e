import { texts } from '../../texts/index.ts'
import { ChevronLeftIcon } from '../icons.tsx'

/** The back button of a screen. */
export function BackButton({ label = texts.value.phone.back, onClick }: { label?: string; onClick(): void }) {
  return (
    <button type="button" class="back-button" onClick={onClick}>
      <ChevronLeftIcon />
      <span>{label}</span>
    </button>
  )
}
