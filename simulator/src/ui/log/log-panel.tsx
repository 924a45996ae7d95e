import { clearLog, missingApis, type Row, rows, type TextRow } from '../../state/log.ts'
import { texts } from '../../texts/index.ts'
import { WarningIcon } from '../icons.tsx'
import { apiName, formatClock, insteadOf } from '../labels.ts'
import { view } from '../view.ts'
import { CallItem } from './call-item.tsx'
import { useFollowing } from './following.ts'

export function LogPanel() {
  const text = texts.value.log
  const count = rows.value.length
  const { list, onScroll } = useFollowing(count, view.value)
  return (
    <section class="panel log-panel" data-panel="log" aria-labelledby="log-title">
      <div class="panel-head">
        <h2 id="log-title">{text.title}</h2>
        <button type="button" class="button quiet" onClick={clearLog} disabled={count === 0}>
          {text.clear}
        </button>
      </div>
      <MissingApis />
      {count === 0 ? (
        <p class="empty">{text.empty}</p>
      ) : (
        <ol class="log" ref={list} onScroll={onScroll}>
          {rows.value.map((row) => (
            <li key={row.id} class={`row row-${row.kind}`} data-level={'level' in row ? row.level : undefined}>
              <LogItem row={row} />
            </li>
          ))}
        </ol>
      )}
    </section>
  )
}

/** The APIs that the app accessed and that are missing, grouped by reason. */
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

const whyMissing = ({ tooNew }: TextRow) =>
  tooNew ? texts.value.log.notInLibrary(tooNew.SDKVersion) : texts.value.log.notSimulated

function LogItem({ row }: { row: Row }) {
  const text = texts.value.log
  if (row.kind === 'call') return <CallItem row={row} />
  return (
    <div class="line">
      <time class="when">{formatClock(row.time)}</time>
      {row.kind === 'missing' ? (
        <Missing row={row} />
      ) : (
        <pre>
          {row.kind === 'error' && <strong>{text.uncaught} </strong>}
          {row.text}
        </pre>
      )}
    </div>
  )
}

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
