import { useSignal } from '@preact/signals'
import type { JSX } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { texts } from '../texts/index.ts'

/** A button for an action that cannot be undone. It asks for confirmation first. */
export function ConfirmButton({
  label,
  question,
  action,
  icon,
  class: className = 'button quiet',
  disabled = false,
  onConfirm,
}: {
  label: string
  question: string
  /** The label of the confirming button. */
  action: string
  /** Shown instead of the label. */
  icon?: JSX.Element
  class?: string
  disabled?: boolean
  onConfirm(): void
}) {
  const isAsking = useSignal(false)
  const elementRef = useRef<HTMLFieldSetElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const wasAsking = useRef(false)
  // A layout effect, since keys go to the focused element.
  useLayoutEffect(() => {
    if (isAsking.value) elementRef.current?.querySelector('button')?.focus()
    else if (wasAsking.current) button.current?.focus()
    wasAsking.current = isAsking.value
  }, [isAsking.value])
  if (!isAsking.value) {
    return (
      <button
        ref={button}
        type="button"
        class={className}
        aria-label={icon ? label : undefined}
        title={icon ? label : undefined}
        disabled={disabled}
        onClick={() => {
          isAsking.value = true
        }}
      >
        {icon ?? label}
      </button>
    )
  }
  const leave = () => {
    isAsking.value = false
  }
  return (
    <fieldset
      class="confirm"
      ref={elementRef}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        leave()
      }}
    >
      <legend>{question}</legend>
      <button
        type="button"
        class="button danger"
        onClick={() => {
          leave()
          onConfirm()
        }}
      >
        {action}
      </button>
      <button type="button" class="button" onClick={leave}>
        {texts.value.phone.cancel}
      </button>
    </fieldset>
  )
}
