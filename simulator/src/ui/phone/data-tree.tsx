import { texts } from '../../texts/index.ts'
import { inspect } from '../../worker/inspect.ts'

const MOST = 200

/** A page's data as it is now. Objects can be closed. */
export function DataTree({ value }: { value: unknown }) {
  const entries = entriesOf(value)
  if (entries.length === 0) return <p class="hint">{texts.value.phone.noData}</p>
  return (
    <ul class="data">
      {entries.slice(0, MOST).map(([name, inner]) => (
        <li key={name}>
          <Entry name={name} value={inner} />
        </li>
      ))}
    </ul>
  )
}

function Entry({ name, value }: { name: string; value: unknown }) {
  if (entriesOf(value).length === 0) {
    return (
      <div class="datum">
        <span class="data-name">{name}</span>
        <span class="data-value" data-type={value === null ? 'null' : typeof value}>
          {shown(value)}
        </span>
      </div>
    )
  }
  return (
    <details open>
      <summary class="datum">
        <span class="data-name">{name}</span>
        <span class="hint">{Array.isArray(value) ? `[${value.length}]` : '{…}'}</span>
      </summary>
      <DataTree value={value} />
    </details>
  )
}

/** Of an object or an array: a date, a map or bytes are one value. */
const entriesOf = (value: unknown): [string, unknown][] =>
  Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]'
    ? Object.entries(value as object)
    : []

const shown = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : inspect(value, 1))
