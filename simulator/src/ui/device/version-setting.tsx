import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { isVersion } from '../../state/device.ts'
import { texts } from '../../texts/index.ts'
import { Setting } from './controls.tsx'

/** A version number, with suggestions. */
export function VersionSetting({
  label,
  hint,
  value,
  known,
  onChange,
}: {
  label: string
  hint: string
  value: string
  known: readonly string[]
  onChange(version: string): void
}) {
  const id = useId()
  const typed = useSignal<string | undefined>(undefined)
  const shown = typed.value ?? value
  const isWrong = !isVersion(shown)
  const change = (text: string) => {
    typed.value = isVersion(text) ? undefined : text
    if (isVersion(text)) onChange(text)
  }
  return (
    <Setting id={id} label={label} hint={isWrong ? texts.value.device.versionProblem : hint}>
      <input
        id={id}
        class="field"
        list={`${id}-known`}
        inputMode="decimal"
        spellcheck={false}
        autocomplete="off"
        value={shown}
        aria-invalid={isWrong}
        aria-describedby={`${id}-hint`}
        onInput={(event) => change(event.currentTarget.value.trim())}
        // An invalid version never takes effect, so the field returns to the one in use.
        onBlur={() => {
          typed.value = undefined
        }}
      />
      <datalist id={`${id}-known`}>
        {known.map((version) => (
          <option key={version} value={version} />
        ))}
      </datalist>
    </Setting>
  )
}
