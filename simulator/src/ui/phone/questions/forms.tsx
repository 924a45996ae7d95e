import { useSignal } from '@preact/signals'
import { useCallback, useId, useRef } from 'preact/hooks'
import { texts } from '../../../texts/index.ts'
import { Box } from '../dialogs.tsx'
import { useEscape } from '../use-escape.ts'
import type { Asked } from './asked.ts'
import { BottomSheet } from './sheet.tsx'

export function Prompt({ question: { options, answer } }: Asked<'prompt'>) {
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  useEscape(useCallback(() => answer(undefined), [answer]))
  return (
    <Box
      title={options.title}
      content={options.message}
      focus="input"
      extra={
        <>
          <label class="sr-only" for={id}>
            {options.message}
          </label>
          <input
            id={id}
            ref={field}
            class="dialog-field"
            placeholder={options.placeholder}
            onKeyDown={(event) => event.key === 'Enter' && !event.isComposing && answer(event.currentTarget.value)}
          />
        </>
      }
      align={options.align}
    >
      <button type="button" onClick={() => answer(undefined)}>
        {options.cancelButtonText}
      </button>
      <button type="button" class="preferred" onClick={() => answer(field.current?.value ?? '')}>
        {options.okButtonText}
      </button>
    </Box>
  )
}

export function ScanSheet({ question: { options, answer } }: Asked<'scan'>) {
  const text = texts.value.questions
  const id = useId()
  const code = useSignal('')
  const type = useSignal<'qrCode' | 'barCode'>(options.types.includes('qrCode') ? 'qrCode' : 'barCode')
  return (
    <BottomSheet title={text.scan} cancel={() => answer(undefined)}>
      <form
        class="sheet-form"
        onSubmit={(event) => {
          event.preventDefault()
          answer({ code: code.value, type: type.value })
        }}
      >
        <label for={id}>{text.code}</label>
        <input
          id={id}
          class="dialog-field"
          required
          value={code.value}
          onInput={(event) => {
            code.value = event.currentTarget.value
          }}
        />
        <div class="sheet-choices">
          {(['qrCode', 'barCode'] as const).map((each) => (
            <label key={each}>
              <input
                type="radio"
                name={id}
                checked={type.value === each}
                onChange={() => {
                  type.value = each
                }}
              />
              {text[each]}
            </label>
          ))}
        </div>
        <button type="submit" class="phone-button">
          {text.done}
        </button>
      </form>
    </BottomSheet>
  )
}
