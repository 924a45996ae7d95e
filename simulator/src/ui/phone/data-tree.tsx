import { useSignal } from '@preact/signals'
import { texts } from '../../texts/index.ts'
import { inspect } from '../../worker/inspect.ts'

const MAX_ENTRIES = 200
/** Objects at a greater depth are collapsed initially, so that a long list does not hide everything else. */
const OPEN_DEPTH = 2

/** The current data of a page. Objects can be collapsed. */
export function DataTree({ value, depth = 0 }: { value: unknown; depth?: number }) {
  const entries = entriesOf(value)
  if (entries.length === 0) return <p class="hint">{texts.value.phone.noData}</p>
  return (
    <ul class="data">
      {entries.slice(0, MAX_ENTRIES).map(([name, inner]) => (
        <li key={name}>
          <Entry name={name} value={inner} depth={depth} />
        </li>
      ))}
    </ul>
  )
}

function Entry({ name, value, depth }: { name: string; value: unknown; depth: number }) {
  const isOpen = useSignal(depth < OPEN_DEPTH)
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
    <details
      open={isOpen.value}
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open
      }}
    >
      <summary class="datum">
        <span class="data-name">{name}</span>
        <span class="hint">{Array.isArray(value) ? `[${value.length}]` : '{…}'}</span>
      </summary>
      {isOpen.value && <DataTree value={value} depth={depth + 1} />}
    </details>
  )
}

/** The entries of an object or array. Dates, maps and bytes count as one value. */
const entriesOf = (value: unknown): [string, unknown][] =>
  Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]'
    ? Object.entries(value as object)
    : []

const shown = (value: unknown): string => (typeof value === 'string' && value !== '' ? value : inspect(value, 1))
