import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

/** A group of radio buttons, side by side. */
export function Segments<Value extends string>({
  label,
  values,
  value,
  text,
  isWide = false,
  onChange,
}: {
  label: string
  isWide?: boolean
  values: readonly Value[]
  value: Value
  text(value: Value): string
  onChange(value: Value): void
}) {
  const name = useId()
  return (
    <fieldset class={isWide ? 'setting wide' : 'setting'}>
      <legend>{label}</legend>
      <div class="segments">
        {values.map((one) => (
          <label key={one}>
            <input type="radio" name={name} value={one} checked={one === value} onChange={() => onChange(one)} />
            <span>{text(one)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

export function Switch({
  label,
  hint,
  checked,
  disabled,
  onChange,
}: {
  label: string
  hint: string
  checked: boolean
  disabled?: boolean
  onChange(checked: boolean): void
}) {
  const id = useId()
  return (
    <div class="setting wide switch-setting">
      <div class="switch-text">
        <label for={id}>{label}</label>
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      </div>
      <input
        id={id}
        type="checkbox"
        role="switch"
        aria-checked={checked}
        class="switch"
        aria-describedby={`${id}-hint`}
        checked={checked}
        disabled={disabled ?? false}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  )
}

/** A control with its label above and a hint below. */
export function Setting({
  id,
  label,
  hint,
  isWide = false,
  children,
}: {
  id: string
  isWide?: boolean
  label: string
  hint?: ComponentChildren
  children: ComponentChildren
}) {
  return (
    <div class={isWide ? 'setting wide' : 'setting'}>
      <label for={id}>{label}</label>
      {children}
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  )
}
