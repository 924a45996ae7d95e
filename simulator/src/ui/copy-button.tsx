import { useSignal } from '@preact/signals'
import { CheckIcon, CopyIcon } from './icons.tsx'
import { copy } from './view.ts'

/** In milliseconds: how long a button says that it has copied. */
const SHOWN = 1600

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
  const copied = useSignal(false)
  const onClick = async () => {
    await copy(text(), done)
    copied.value = true
    setTimeout(() => {
      copied.value = false
    }, SHOWN)
  }
  return (
    <button type="button" class="button quiet" onClick={onClick}>
      {copied.value ? <CheckIcon /> : <Icon />}
      <span>{copied.value ? done : label}</span>
    </button>
  )
}
