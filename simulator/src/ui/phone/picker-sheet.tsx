import { useSignal } from '@preact/signals'
import { useCallback, useLayoutEffect, useRef } from 'preact/hooks'
import { texts } from '../../texts/index.ts'
import type { Sheet } from '../../view/host.ts'
import { sheet } from './pages.tsx'
import { useEscape } from './use-escape.ts'
import { useFocusOnOpen } from './use-focus.ts'

/** The choices of a `picker`, over the bottom of the screen. */
export function PickerSheet() {
  return sheet.value && <OpenSheet key={sheet.value.columns.join()} sheet={sheet.value} />
}

function OpenSheet({ sheet: { columns, selected, close } }: { sheet: Sheet }) {
  const text = texts.value.phone
  const chosen = useSignal(columns.map((_, index) => selected[index] ?? 0))
  const cancel = useCallback(() => close(undefined), [close])
  useEscape(cancel)
  const place = useRef<HTMLDivElement>(null)
  useFocusOnOpen(place, 'input:checked')
  useLayoutEffect(() => {
    for (const column of place.current?.querySelectorAll<HTMLElement>('.sheet-column') ?? []) {
      const label = column.querySelector('input:checked')?.closest('label')
      if (label) column.scrollTop = label.offsetTop - (column.clientHeight - label.offsetHeight) / 2
    }
  }, [])
  return (
    <div class="sheet" role="dialog" aria-modal="true" aria-label={text.choose} ref={place}>
      <div class="sheet-backdrop" aria-hidden="true" onClick={cancel} />
      <div class="sheet-panel">
        <div class="sheet-bar">
          <button type="button" onClick={cancel}>
            {text.cancel}
          </button>
          <button type="button" onClick={() => close(chosen.value)}>
            {text.confirm}
          </button>
        </div>
        <div class="sheet-columns">
          {columns.map((choices, column) => (
            <div key={column} class="sheet-column" role="radiogroup" aria-label={text.choose}>
              {choices.map((choice, index) => (
                <label key={index}>
                  <input
                    type="radio"
                    name={`column-${column}`}
                    checked={chosen.value[column] === index}
                    onChange={() => {
                      chosen.value = chosen.value.with(column, index)
                    }}
                  />
                  {choice}
                </label>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}
