import { texts } from '../../texts/index.ts'
import { inspect } from '../../worker/inspect.ts'

const MAX_ENTRIES = 200

/** The current data of a page. Objects can be collapsed. */
export function DataTree({ value }: { value: unknown }) {
  const entries = entriesOf(value)
  if (entries.length === 0) return <p class="hint">{texts.value.phone.noData}</p>
  return (
    <ul class="data">
      {entries.slice(0, MAX_ENTRIES).map(([name, inner]) => (
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

/** The entries of an object or array. Dates, maps and bytes count as one value. */
const entriesOf = (value: unknown): [string, unknown][] =>
  Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]'
    ? Object.entries(value as object)
    : []

const shown = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : inspect(value, 1))
