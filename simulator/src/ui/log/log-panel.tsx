import { useEffect, useRef } from 'preact/hooks'
import { clearLog, missingApis, type Row, rows } from '../../state/log.ts'
import { texts } from '../../texts/index.ts'
import { WarningIcon } from '../icons.tsx'
import { apiName, formatClock, insteadOf } from '../labels.ts'
import { CallItem } from './call-item.tsx'

export function LogPanel() {
  const text = texts.value.log
  const list = useRef<HTMLOListElement>(null)
  const count = rows.value.length
  useEffect(() => {
    const { current } = list
    // Follows the newest row, unless the person scrolled up to read.
    if (current && current.scrollHeight - current.scrollTop - current.clientHeight < 240)
      current.scrollTop = current.scrollHeight
  }, [count])
  return (
    <section class="panel log-panel" data-panel="log" aria-labelledby="log-title">
      <div class="panel-head">
        <h2 id="log-title">{text.title}</h2>
        <button type="button" class="button quiet" onClick={clearLog} disabled={count === 0}>
          {text.clear}
        </button>
      </div>
      {missingApis.value.length > 0 && (
        <p class="missing" title={text.notSimulatedHint}>
          <WarningIcon />
          <span>
            {text.notSimulated}:{' '}
            {[...new Set(missingApis.value.map((row) => row.text))].map((name) => (
              <code key={name}>{apiName(name)}</code>
            ))}
          </span>
        </p>
      )}
      {count === 0 ? (
        <p class="empty">{text.empty}</p>
      ) : (
        <ol class="log" ref={list}>
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

function LogItem({ row }: { row: Row }) {
  const text = texts.value.log
  if (row.kind === 'call') return <CallItem row={row} />
  return (
    <div class="line">
      <time class="when">{formatClock(row.time)}</time>
      {row.kind === 'missing' ? (
        <Missing api={row.text} />
      ) : (
        <pre>
          {row.kind === 'error' && <strong>{text.uncaught} </strong>}
          {row.text}
        </pre>
      )}
    </div>
  )
}

function Missing({ api }: { api: string }) {
  const text = texts.value.log
  const instead = insteadOf(api)
  return (
    <span>
      <strong>{text.notSimulated}</strong> <code>{apiName(api)}</code>
      {instead && ` ${text.instead(instead)}`}
    </span>
  )
}
