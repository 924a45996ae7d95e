import { computed, signal } from '@preact/signals'
import { clearLog, missingApis, type Row, rows, type TextRow } from '../../state/log.ts'
import { texts } from '../../texts/index.ts'
import { FilterField } from '../filter-field.tsx'
import { WarningIcon } from '../icons.tsx'
import { apiName, formatClock, insteadOf } from '../labels.ts'
import { memo } from '../memo.ts'
import { view } from '../view.ts'
import { CallItem } from './call-item.tsx'
import { useFollowing } from './following.ts'
import { Place, WithPlaces } from './places.tsx'

const KINDS = ['all', 'calls', 'console', 'errors'] as const

/** The filter of the log. Kept while another tab is open. */
const kind = signal<(typeof KINDS)[number]>('all')
const filter = signal('')

const shownRows = computed(() => {
  const words = filter.value.trim().toLowerCase()
  return rows.value.filter((row) => isOfKind(row) && (words === '' || textOf(row).toLowerCase().includes(words)))
})

function isOfKind(row: Row): boolean {
  if (kind.value === 'calls') return row.kind === 'call' || row.kind === 'missing'
  if (kind.value === 'console') return row.kind === 'console' || row.kind === 'error'
  if (kind.value === 'errors')
    return row.kind === 'error' || (row.kind === 'call' ? row.outcome === 'failed' : row.level === 'error')
  return true
}

const textOf = (row: Row): string =>
  row.kind === 'call' ? `${apiName(row.api)} ${JSON.stringify(row.arguments)}` : `${row.text} ${row.source ?? ''}`

export function LogPanel() {
  const text = texts.value.log
  const shown = shownRows.value
  const { list, onScroll } = useFollowing(shown.length, view.value)
  return (
    <section class="log-panel" aria-label={text.title}>
      <div class="tools">
        <FilterField label={text.filter} value={filter} />
        <select
          class="choice small"
          aria-label={text.kind}
          value={kind.value}
          onChange={(event) => {
            kind.value = event.currentTarget.value as (typeof KINDS)[number]
          }}
        >
          {KINDS.map((name) => (
            <option key={name} value={name}>
              {text.kinds[name]}
            </option>
          ))}
        </select>
        <button type="button" class="button quiet" onClick={clearLog} disabled={rows.value.length === 0}>
          {text.clear}
        </button>
      </div>
      <MissingApis />
      {shown.length === 0 ? (
        <p class="empty">{rows.value.length === 0 ? text.empty : text.nothingMatches}</p>
      ) : (
        <ol class="log" ref={list} onScroll={onScroll}>
          {shown.map((row) => (
            <li key={row.id} class={`row row-${row.kind}`} data-level={'level' in row ? row.level : undefined}>
              <LogItem row={row} />
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** The missing APIs that the app has read, grouped by reason. */
function MissingApis() {
  const byReason = new Map<string, Set<string>>()
  for (const row of missingApis.value) {
    const reason = whyMissing(row)
    byReason.set(reason, (byReason.get(reason) ?? new Set()).add(row.text))
  }
  return [...byReason].map(([reason, names]) => (
    <p key={reason} class="missing" title={texts.value.log.notSimulatedHint}>
      <WarningIcon />
      <span>
        {reason}:{' '}
        {[...names].map((name) => (
          <code key={name}>{apiName(name)}</code>
        ))}
      </span>
    </p>
  ))
}

function whyMissing({ text, tooNew }: TextRow): string {
  const { notInLibrary, notSimulated, noPrefix } = texts.value.log
  if (/authSetting\[/.test(text)) return noPrefix
  return tooNew ? notInLibrary(tooNew.SDKVersion) : notSimulated
}

const LogItem = memo(({ row }: { row: Row }) => {
  const text = texts.value.log
  if (row.kind === 'call') return <CallItem row={row} />
  return (
    <div class="line">
      <time class="when">{formatClock(row.time)}</time>
      {row.kind === 'missing' ? (
        <Missing row={row} />
      ) : (
        <pre>
          {row.kind === 'error' && <strong>{text.error} </strong>}
          <WithPlaces text={row.text} />
        </pre>
      )}
      {row.source !== undefined && <Place at={row.source} isShort />}
    </div>
  )
})

function Missing({ row }: { row: TextRow }) {
  const text = texts.value.log
  const instead = insteadOf(row.text)
  return (
    <span>
      <strong>{whyMissing(row)}</strong> <code>{apiName(row.text)}</code>
      {row.tooNew && ` ${text.since(row.tooNew.since)}`}
      {instead && ` ${text.instead(instead)}`}
    </span>
  )
}
