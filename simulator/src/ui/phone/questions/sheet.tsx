import type { ComponentChildren } from 'preact'
import { useCallback, useId, useRef } from 'preact/hooks'
import { texts } from '../../../texts/index.ts'
import { useEscape } from '../use-escape.ts'
import { useFocusOnOpen } from '../use-focus.ts'

/** A sheet over the bottom of the screen. */
export function BottomSheet({
  title,
  cancel,
  action,
  children,
}: {
  title: string
  cancel(): void
  /** The button at the top right. */
  action?: ComponentChildren
  children: ComponentChildren
}) {
  const id = useId()
  const elementRef = useRef<HTMLDivElement>(null)
  useEscape(useCallback(cancel, []))
  useFocusOnOpen(elementRef, 'button, input')
  return (
    <div class="sheet" role="dialog" aria-modal="true" aria-labelledby={id} ref={elementRef}>
      <div class="sheet-backdrop" aria-hidden="true" onClick={cancel} />
      <div class="sheet-panel">
        <div class="sheet-bar">
          <button type="button" onClick={cancel}>
            {texts.value.phone.cancel}
          </button>
          <h2 id={id}>{title}</h2>
          {action ?? <span class="sheet-space" />}
        </div>
        <div class="sheet-body">{children}</div>
      </div>
    </div>
  )
}
