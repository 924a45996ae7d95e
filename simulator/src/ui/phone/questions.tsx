import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useCallback, useEffect, useId, useRef } from 'preact/hooks'
import type { Level } from '../../../../src/my/screen.ts'
import { photos } from '../../phone/album.ts'
import { PLACES } from '../../phone/places.ts'
import { appName } from '../../state/running-app.ts'
import { type Question, questions } from '../../state/screen.ts'
import { texts } from '../../texts/index.ts'
import { ChevronLeftIcon } from '../icons.tsx'
import { DateSheet } from './date-sheet.tsx'
import { Box } from './dialogs.tsx'
import { Columns } from './picker-sheet.tsx'
import { useEscape } from './use-escape.ts'
import { useFocusOnOpen } from './use-focus.ts'

/** The first question that only a person or Alipay can answer. */
export function Questions() {
  const [question] = questions.value
  return question ? <OneQuestion key={question} question={question} /> : null
}

type Kind<Name extends Question['kind']> = { question: Extract<Question, { kind: Name }> }

function OneQuestion({ question }: { question: Question }) {
  switch (question.kind) {
    case 'prompt':
      return <Prompt question={question} />
    case 'action-sheet':
      return <ActionSheet question={question} />
    case 'choose': {
      const { title, columns, selected, confirmText, cancelText } = question.options
      return <Columns {...{ title, columns, selected, confirmText, cancelText }} close={question.answer} />
    }
    case 'level':
      return <Levels question={question} />
    case 'date':
      return <DateSheet {...question} />
    case 'images':
      return <Images question={question} />
    case 'contact':
      return <Contacts question={question} />
    case 'scan':
      return <ScanSheet question={question} />
    case 'place':
      return <Places question={question} />
    case 'pay':
      return <Pay question={question} />
    case 'allow':
      return <Allow question={question} />
    case 'call':
      return <Call question={question} />
    case 'share':
      return <Share question={question} />
  }
}

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
  const place = useRef<HTMLDivElement>(null)
  useEscape(useCallback(cancel, []))
  useFocusOnOpen(place, 'button, input')
  return (
    <div class="sheet" role="dialog" aria-modal="true" aria-labelledby={id} ref={place}>
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

function Prompt({ question: { options, answer } }: Kind<'prompt'>) {
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

function ActionSheet({ question: { options, answer } }: Kind<'action-sheet'>) {
  const place = useRef<HTMLDivElement>(null)
  useEscape(useCallback(() => answer(undefined), [answer]))
  useFocusOnOpen(place, 'button')
  const { title, items, cancelButtonText, destructive, badges } = options
  return (
    <div class="sheet" role="dialog" aria-modal="true" aria-label={title || texts.value.phone.choose} ref={place}>
      <div class="sheet-backdrop" aria-hidden="true" onClick={() => answer(undefined)} />
      <div class="sheet-panel action-sheet">
        {title && <p class="action-title">{title}</p>}
        {items.map((item, index) => (
          <button
            key={index}
            type="button"
            data-destructive={index === destructive || undefined}
            onClick={() => answer(index)}
          >
            {item}
            {badges.has(index) && <span class="action-badge">{badges.get(index)}</span>}
          </button>
        ))}
        <button type="button" class="action-cancel" onClick={() => answer(undefined)}>
          {cancelButtonText}
        </button>
      </div>
    </div>
  )
}

function Levels({ question: { options, answer } }: Kind<'level'>) {
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
          <li key={index}>
            <button
              type="button"
              onClick={() => {
                const next = [...path.value, level]
                if (level.subList.length > 0) path.value = next
                else answer(next.map(({ name }) => name))
              }}
            >
              {level.name}
            </button>
          </li>
        ))}
      </ul>
    </BottomSheet>
  )
}

/** Pictures of the phone's album, or of the computer. */
function Images({ question: { options, answer } }: Kind<'images'>) {
  const text = texts.value.questions
  const chosen = useSignal<readonly Blob[]>([])
  const toggle = (file: Blob) => {
    const without = chosen.value.filter((other) => other !== file)
    const isNew = without.length === chosen.value.length
    if (options.count === 1) chosen.value = isNew ? [file] : []
    else if (!isNew) chosen.value = without
    else if (without.length < options.count) chosen.value = [...without, file]
  }
  const add = (files: FileList | null | undefined) => {
    const pictures = [...(files ?? [])].filter(({ type }) => type.startsWith('image/'))
    if (pictures.length > 0) answer([...chosen.value, ...pictures].slice(0, options.count))
  }
  return (
    <BottomSheet
      title={text.images}
      cancel={() => answer(undefined)}
      action={
        <button type="button" disabled={chosen.value.length === 0} onClick={() => answer(chosen.value)}>
          {text.done}
        </button>
      }
    >
      <fieldset
        class="image-chooser"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault()
          add(event.dataTransfer?.files)
        }}
      >
        <legend class="sr-only">{text.images}</legend>
        <p class="sheet-note">{text.chosen(chosen.value.length, options.count)}</p>
        {photos.value.length === 0 && <p class="sheet-note">{text.noPhotos}</p>}
        <ul class="image-grid">
          {photos.value.map(({ name, file }) => (
            <li key={name}>
              <button
                type="button"
                aria-label={name}
                aria-pressed={chosen.value.includes(file)}
                onClick={() => toggle(file)}
              >
                <FilePicture file={file} />
              </button>
            </li>
          ))}
        </ul>
        <label class="file-button">
          {text.fromComputer}
          <input
            type="file"
            accept="image/*"
            multiple={options.count > 1}
            onChange={(event) => add(event.currentTarget.files)}
          />
        </label>
      </fieldset>
    </BottomSheet>
  )
}

function FilePicture({ file }: { file: Blob }) {
  const url = useSignal<string | undefined>(undefined)
  useEffect(() => {
    const made = URL.createObjectURL(file)
    url.value = made
    return () => URL.revokeObjectURL(made)
  }, [file])
  return url.value === undefined ? null : <img src={url.value} alt="" />
}

/** Fictitious people: these numbers are never assigned. */
const CONTACTS = [
  { name: '张三', mobile: '13800000000' },
  { name: '李四', mobile: '13900000000' },
  { name: '王五', mobile: '13700000000' },
]

function Contacts({ question: { answer } }: Kind<'contact'>) {
  return (
    <BottomSheet title={texts.value.questions.contact} cancel={() => answer(undefined)}>
      <ul class="sheet-list">
        {CONTACTS.map((contact) => (
          <li key={contact.mobile}>
            <button type="button" onClick={() => answer(contact)}>
              {contact.name} <small>{contact.mobile}</small>
            </button>
          </li>
        ))}
      </ul>
    </BottomSheet>
  )
}

function ScanSheet({ question: { options, answer } }: Kind<'scan'>) {
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

function Places({ question: { near, answer } }: Kind<'place'>) {
  return (
    <BottomSheet title={texts.value.questions.place} cancel={() => answer(undefined)}>
      <ul class="sheet-list">
        {PLACES.map((place) => (
          <li key={place.name}>
            <button type="button" onClick={() => answer(place)}>
              {place.name} <small>{`${place.city} ${place.address}`}</small>
            </button>
          </li>
        ))}
        {near && (
          <li>
            <button type="button" onClick={() => answer(near)}>
              {`${near.longitude}, ${near.latitude}`}
            </button>
          </li>
        )}
      </ul>
    </BottomSheet>
  )
}

function Pay({ question: { order, answer } }: Kind<'pay'>) {
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

function Allow({ question: { what, answer } }: Kind<'allow'>) {
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

function Call({ question: { number, answer } }: Kind<'call'>) {
  const place = useRef<HTMLDivElement>(null)
  useEscape(useCallback(() => answer(), [answer]))
  useFocusOnOpen(place, 'button')
  return (
    <div class="sheet" role="dialog" aria-modal="true" aria-label={texts.value.questions.call(number)} ref={place}>
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

function Share({ question: { options, answer } }: Kind<'share'>) {
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
