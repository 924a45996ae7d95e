import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { changeStorage } from '../../app/to-app.ts'
import { storedValues } from '../../state/running-app.ts'
import { texts } from '../../texts/index.ts'
import { ConfirmButton } from '../confirm.tsx'
import { CrossIcon } from '../icons.tsx'
import { formatBytes } from '../labels.ts'

const encoder = new TextEncoder()

/** The values that the app has stored with `my.setStorage`, as JSON. Changes apply to the running app immediately. */
export function StoragePanel() {
  const text = texts.value.storage
  const entries = [...storedValues.value]
  const total = entries.reduce((sum, [key, value]) => sum + encoder.encode(key + value).length, 0)
  return (
    <>
      <div class="tools">
        <p class="hint">{text.summary(entries.length, formatBytes(total))}</p>
        <ConfirmButton
          label={text.clearAll}
          question={text.clearQuestion}
          action={text.clear}
          disabled={entries.length === 0}
          onConfirm={() => changeStorage(entries.map(([key]) => [key, undefined]))}
        />
      </div>
      <div class="scroll">
        {entries.length === 0 && <p class="empty">{text.empty}</p>}
        <ul>
          {entries.map(([key, value]) => (
            <li key={key} class="row">
              <Stored name={key} value={value} />
            </li>
          ))}
        </ul>
        <NewValue taken={entries.map(([key]) => key)} />
      </div>
    </>
  )
}

/** One key. Its value is edited as JSON, and stored when the field loses the focus. */
function Stored({ name, value }: { name: string; value: string }) {
  const text = texts.value.storage
  const id = useId()
  const typed = useSignal<string | undefined>(undefined)
  const shown = typed.value ?? indented(value)
  const isWrong = parsed(shown) === undefined
  return (
    <div class="stored">
      <label for={id}>{name}</label>
      <span class="hint">{formatBytes(encoder.encode(value).length)}</span>
      <ConfirmButton
        class="button quiet square"
        label={text.remove(name)}
        icon={<CrossIcon />}
        question={text.removeQuestion}
        action={text.clear}
        onConfirm={() => changeStorage([[name, undefined]])}
      />
      <textarea
        id={id}
        class="field"
        spellcheck={false}
        rows={Math.min(8, shown.split('\n').length)}
        value={shown}
        aria-invalid={isWrong}
        onInput={(event) => {
          typed.value = event.currentTarget.value
        }}
        onBlur={() => {
          const json = parsed(shown)
          if (typed.value !== undefined && json !== undefined && json !== value) changeStorage([[name, json]])
          if (!isWrong) typed.value = undefined
        }}
      />
      {isWrong && <p class="hint">{text.notJson}</p>}
    </div>
  )
}

function NewValue({ taken }: { taken: readonly string[] }) {
  const text = texts.value.storage
  const key = useSignal('')
  const isTaken = taken.includes(key.value)
  return (
    <form
      class="tools"
      onSubmit={(event) => {
        event.preventDefault()
        if (key.value === '' || isTaken) return
        changeStorage([[key.value, 'null']])
        key.value = ''
      }}
    >
      <input
        class="field"
        aria-label={text.newKey}
        placeholder={text.newKey}
        value={key.value}
        aria-invalid={isTaken}
        onInput={(event) => {
          key.value = event.currentTarget.value
        }}
      />
      <button type="submit" class="button" disabled={key.value === '' || isTaken}>
        {text.add}
      </button>
    </form>
  )
}

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2)
  } catch {
    return json
  }
}

/** The JSON without whitespace, as the app stores it. `undefined` if it is invalid. */
function parsed(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    return undefined
  }
}
