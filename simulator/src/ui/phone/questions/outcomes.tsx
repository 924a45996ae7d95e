import { useCallback, useRef } from 'preact/hooks'
import { appName } from '../../../state/running-app.ts'
import { texts } from '../../../texts/index.ts'
import { Box } from '../dialogs.tsx'
import { useEscape } from '../use-escape.ts'
import { useFocusOnOpen } from '../use-focus.ts'
import type { Asked } from './asked.ts'
import { BottomSheet } from './sheet.tsx'

export function Pay({ question: { order, answer } }: Asked<'pay'>) {
  const text = texts.value.questions
  return (
    <BottomSheet title={text.pay} cancel={() => answer('cancelled')}>
      <div class="sheet-form">
        <p class="pay-order">
          <span>{text.order}</span> <code>{order.tradeNO || order.orderStr}</code>
        </p>
        <button type="button" class="phone-button" onClick={() => answer('paid')}>
          {text.payNow}
        </button>
        <p class="sheet-note">{text.otherOutcomes}</p>
        <div class="pay-outcomes">
          {(['processing', 'failed', 'offline'] as const).map((outcome) => (
            <button key={outcome} type="button" onClick={() => answer(outcome)}>
              {text.outcomes[outcome]}
            </button>
          ))}
        </div>
      </div>
    </BottomSheet>
  )
}

export function Allow({ question: { what, answer } }: Asked<'allow'>) {
  const text = texts.value.questions
  useEscape(useCallback(() => answer(false), [answer]))
  return (
    <Box
      title={text.allows[what](appName.value || texts.value.phone.miniProgram)}
      content={what === 'location' ? '' : text.member}
    >
      <button type="button" onClick={() => answer(false)}>
        {text.refuse}
      </button>
      <button type="button" class="preferred" onClick={() => answer(true)}>
        {text.allow}
      </button>
    </Box>
  )
}

export function Call({ question: { number, answer } }: Asked<'call'>) {
  const elementRef = useRef<HTMLDivElement>(null)
  useEscape(useCallback(() => answer(), [answer]))
  useFocusOnOpen(elementRef, 'button')
  return (
    <div class="sheet" role="dialog" aria-modal="true" aria-label={texts.value.questions.call(number)} ref={elementRef}>
      <div class="sheet-backdrop" aria-hidden="true" onClick={() => answer()} />
      <div class="sheet-panel action-sheet">
        <button type="button" onClick={() => answer()}>
          {texts.value.questions.call(number)}
        </button>
        <button type="button" class="action-cancel" onClick={() => answer()}>
          {texts.value.phone.cancel}
        </button>
      </div>
    </div>
  )
}

export function Share({ question: { options, answer } }: Asked<'share'>) {
  const text = texts.value.questions
  return (
    <BottomSheet title={text.share} cancel={() => answer(false)}>
      <div class="sheet-form">
        <p class="share-card">
          <strong>{options.title}</strong>
          <span>{options.desc}</span>
          <code>{options.path}</code>
        </p>
        <button type="button" class="phone-button" onClick={() => answer(true)}>
          {text.shareTo}
        </button>
      </div>
    </BottomSheet>
  )
}
