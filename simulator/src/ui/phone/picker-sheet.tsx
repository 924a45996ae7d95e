import { useSignal } from '@preact/signals'
import { useCallback, useLayoutEffect, useRef } from 'preact/hooks'
import { texts } from '../../texts/index.ts'
import { sheet } from './pages.tsx'
import { useEscape } from './use-escape.ts'
import { useFocusOnOpen } from './use-focus.ts'

/** The choices of a `picker`, over the bottom of the screen. */
export function PickerSheet() {
  return sheet.value && <Columns key={sheet.value.columns.join()} {...sheet.value} />
}

export interface ColumnsProps {
  readonly title?: string
  readonly columns: readonly (readonly string[])[]
  /** The accessible name of each column. */
  readonly labels?: readonly string[]
  readonly selected: readonly number[]
  readonly confirmText?: string
  readonly cancelText?: string
  /** Called after each change, so that the parent can update columns that depend on others. */
  onChange?(selected: readonly number[]): void
  /** `undefined` when the sheet was cancelled. */
  close(selected: readonly number[] | undefined): void
}

/** Columns of choices in a bottom sheet. */
export function Columns({
  title = '',
  columns,
  labels = [],
  selected,
  confirmText,
  cancelText,
  onChange,
  close,
}: ColumnsProps) {
  const text = texts.value.phone
  const own = useSignal(columns.map((_, index) => selected[index] ?? 0))
  const chosen = onChange ? selected : own.value
  const cancel = useCallback(() => close(undefined), [])
  useEscape(cancel)
  const elementRef = useRef<HTMLDivElement>(null)
  useFocusOnOpen(elementRef, 'input:checked')
  useLayoutEffect(() => {
    for (const column of elementRef.current?.querySelectorAll<HTMLElement>('.sheet-column') ?? []) {
      const label = column.querySelector('input:checked')?.closest('label')
      if (label) column.scrollTop = label.offsetTop - (column.clientHeight - label.offsetHeight) / 2
    }
  }, [])
  function change(column: number, index: number): void {
    const next = [...chosen]
    next[column] = index
    if (onChange) onChange(next)
    else own.value = next
  }
  return (
    <div class="sheet" role="dialog" aria-modal="true" aria-label={title || text.choose} ref={elementRef}>
      <div class="sheet-backdrop" aria-hidden="true" onClick={cancel} />
      <div class="sheet-panel">
        <div class="sheet-bar">
          <button type="button" onClick={cancel}>
            {cancelText || text.cancel}
          </button>
          {title && <h2>{title}</h2>}
          <button type="button" onClick={() => close(chosen)}>
            {confirmText || text.confirm}
          </button>
        </div>
        <div class="sheet-columns">
          {columns.map((choices, column) => (
            <div key={column} class="sheet-column" role="radiogroup" aria-label={labels[column] ?? text.choose}>
              {choices.map((choice, index) => (
                <label key={index}>
                  <input
                    type="radio"
                    name={`column-${column}`}
                    checked={chosen[column] === index}
                    onChange={() => change(column, index)}
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
