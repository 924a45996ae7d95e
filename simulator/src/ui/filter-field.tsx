import type { Signal } from '@preact/signals'

/** A search field that filters a list. */
export function FilterField({ label, value }: { label: string; value: Signal<string> }) {
  return (
    <input
      class="field"
      type="search"
      aria-label={label}
      placeholder={label}
      value={value.value}
      onInput={(event) => {
        value.value = event.currentTarget.value
      }}
    />
  )
}
