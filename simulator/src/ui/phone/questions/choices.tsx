import { useSignal } from '@preact/signals'
import { useCallback, useRef } from 'preact/hooks'
import { ADDRESSES } from '../../../../../src/my/default-answers.ts'
import type { Level } from '../../../../../src/my/screen.ts'
import { PLACES } from '../../../phone/places.ts'
import { device } from '../../../state/device.ts'
import { texts } from '../../../texts/index.ts'
import { ChevronLeftIcon } from '../../icons.tsx'
import { useEscape } from '../use-escape.ts'
import { useFocusOnOpen } from '../use-focus.ts'
import type { Asked } from './asked.ts'
import { BottomSheet } from './sheet.tsx'

interface ChoiceProps {
  readonly name: string
  /** Additional text in a smaller size, next to the name. */
  readonly details?: string
  choose(): void
}

/** An item of a list in a sheet. */
function Choice({ name, details, choose }: ChoiceProps) {
  return (
    <li>
      <button type="button" onClick={choose}>
        {name} {details && <small>{details}</small>}
      </button>
    </li>
  )
}

export function ActionSheet({ question: { options, answer } }: Asked<'action-sheet'>) {
  const elementRef = useRef<HTMLDivElement>(null)
  useEscape(useCallback(() => answer(undefined), [answer]))
  useFocusOnOpen(elementRef, 'button')
  const { title, items, cancelButtonText, destructive, badges } = options
  // my.showActionSheet.md: on Android, only the back key cancels, and no item is red.
  const isIOS = device.value.platform === 'iOS'
  return (
    <div class="sheet" role="dialog" aria-modal="true" aria-label={title || texts.value.phone.choose} ref={elementRef}>
      <div class="sheet-backdrop" aria-hidden="true" onClick={() => answer(undefined)} />
      <div class="sheet-panel action-sheet">
        {title && <p class="action-title">{title}</p>}
        {items.map((item, index) => (
          <button
            key={index}
            type="button"
            data-destructive={(isIOS && index === destructive) || undefined}
            onClick={() => answer(index)}
          >
            <span>{item}</span>
            {badges.has(index) && <span class="action-badge">{badges.get(index)}</span>}
          </button>
        ))}
        {isIOS && (
          <button type="button" class="action-cancel" onClick={() => answer(undefined)}>
            {cancelButtonText}
          </button>
        )}
      </div>
    </div>
  )
}

export function Levels({ question: { options, answer } }: Asked<'level'>) {
  const path = useSignal<readonly Level[]>([])
  const list = path.value.at(-1)?.subList ?? options.list
  return (
    <BottomSheet
      title={options.title || texts.value.phone.choose}
      cancel={() => answer(undefined)}
      action={
        path.value.length > 0 ? (
          <button
            type="button"
            aria-label={texts.value.questions.previousLevel}
            onClick={() => {
              path.value = path.value.slice(0, -1)
            }}
          >
            <ChevronLeftIcon />
          </button>
        ) : undefined
      }
    >
      {path.value.length > 0 && <p class="sheet-note">{path.value.map(({ name }) => name).join(' / ')}</p>}
      <ul class="sheet-list">
        {list.map((level, index) => (
          <Choice
            key={index}
            name={level.name}
            choose={() => {
              const next = [...path.value, level]
              if (level.subList.length > 0) path.value = next
              else answer(next.map(({ name }) => name))
            }}
          />
        ))}
      </ul>
    </BottomSheet>
  )
}

/** Fictitious people: these numbers are never assigned. */
const CONTACTS = [
  { name: '张三', mobile: '13800000000' },
  { name: '李四', mobile: '13900000000' },
  { name: '王五', mobile: '13700000000' },
]

export function Contacts({ question: { answer } }: Asked<'contact'>) {
  return (
    <BottomSheet title={texts.value.questions.contact} cancel={() => answer(undefined)}>
      <ul class="sheet-list">
        {CONTACTS.map((contact) => (
          <Choice key={contact.mobile} name={contact.name} details={contact.mobile} choose={() => answer(contact)} />
        ))}
      </ul>
    </BottomSheet>
  )
}

export function Addresses({ question: { answer } }: Asked<'address'>) {
  return (
    <BottomSheet title={texts.value.questions.address} cancel={() => answer(undefined)}>
      <ul class="sheet-list">
        {ADDRESSES.map((each) => (
          <Choice
            key={each.address}
            name={each.address}
            details={`${each.fullname} ${each.mobilePhone}`}
            choose={() => answer(each)}
          />
        ))}
      </ul>
    </BottomSheet>
  )
}

export function Places({ question: { near, answer } }: Asked<'place'>) {
  return (
    <BottomSheet title={texts.value.questions.place} cancel={() => answer(undefined)}>
      <ul class="sheet-list">
        {PLACES.map((place) => (
          <Choice
            key={place.name}
            name={place.name}
            details={`${place.city} ${place.address}`}
            choose={() => answer(place)}
          />
        ))}
        {near && <Choice name={`${near.longitude}, ${near.latitude}`} choose={() => answer(near)} />}
      </ul>
    </BottomSheet>
  )
}
