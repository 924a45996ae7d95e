import { useSignal } from '@preact/signals'
import { texts } from '../texts/index.ts'
import { CheckIcon, CopyIcon } from './icons.tsx'
import { copy } from './view.ts'

/** How long the button shows the result. */
const RESULT_SHOWN_MS = 1600

export function CopyButton({
  label,
  done,
  text,
  icon: Icon = CopyIcon,
}: {
  label: string
  done: string
  text: () => string
  icon?: () => preact.JSX.Element
}) {
  const copied = useSignal<boolean | undefined>(undefined)
  const refused = texts.value.copyRefused
  const onClick = async () => {
    copied.value = await copy(text(), done, refused)
    setTimeout(() => {
      copied.value = undefined
    }, RESULT_SHOWN_MS)
  }
  return (
    <button type="button" class="button quiet" onClick={onClick}>
      {copied.value ? <CheckIcon /> : <Icon />}
      <span>{copied.value === undefined ? label : copied.value ? done : refused}</span>
    </button>
  )
}
