import { useSignal } from '@preact/signals'
import type { Json } from '../../../../src/mini-program/types.ts'
import type { PageSummary } from '../../app/protocol.ts'
import { callMethod } from '../../app/to-app.ts'
import { texts } from '../../texts/index.ts'

/** Calls a method of the page with arguments from the developer. Without arguments, the method receives a tap event. */
export function Methods({ page }: { page: PageSummary }) {
  const names = [...page.methods, ...page.lifeCycle]
  if (names.length === 0) return <p class="hint">{texts.value.phone.noMethods}</p>
  return (
    <ul class="method-list">
      {names.map((name) => (
        <li key={name}>
          <Method name={name} parameters={page.parameters[name]} />
        </li>
      ))}
    </ul>
  )
}

function Method({ name, parameters }: { name: string; parameters: string | undefined }) {
  const text = texts.value.page
  const typed = useSignal('')
  const values = valuesOf(typed.value)
  return (
    <form
      class="method"
      onSubmit={(event) => {
        event.preventDefault()
        if (values) callMethod(name, values)
      }}
    >
      <code>{name}</code>
      <input
        class="field"
        aria-label={text.argumentsOf(name)}
        placeholder={parameters ?? text.argumentsHint}
        spellcheck={false}
        autocomplete="off"
        value={typed.value}
        aria-invalid={values === undefined}
        onInput={(event) => {
          typed.value = event.currentTarget.value
        }}
      />
      <button type="submit" class="button" disabled={values === undefined} aria-label={text.callOf(name)}>
        {text.call}
      </button>
    </form>
  )
}

/** Parses JSON values that are separated by commas. Returns `undefined` if the text is invalid. */
function valuesOf(text: string): Json[] | undefined {
  try {
    return JSON.parse(`[${text}]`) as Json[]
  } catch {
    return undefined
  }
}
