import { useSignal } from '@preact/signals'
import { clearRequests, type RequestRow, requests } from '../../state/requests.ts'
import { texts } from '../../texts/index.ts'
import { FilterField } from '../filter-field.tsx'
import { formatBytes, formatClock, formatDuration } from '../labels.ts'
import { memo } from '../memo.ts'

/** The requests of the app, with status, size and duration. */
export function NetworkPanel() {
  const text = texts.value.network
  const filter = useSignal('')
  const shown = requests.value.filter(({ url }) => url.toLowerCase().includes(filter.value.toLowerCase()))
  return (
    <>
      <div class="tools">
        <FilterField label={text.filter} value={filter} />
        <button type="button" class="button quiet" onClick={clearRequests} disabled={requests.value.length === 0}>
          {texts.value.log.clear}
        </button>
      </div>
      {shown.length === 0 ? (
        <p class="empty">{text.empty}</p>
      ) : (
        <ol class="scroll">
          {shown.map((row) => (
            <li key={row.id} class="row">
              <Request row={row} />
            </li>
          ))}
        </ol>
      )}
    </>
  )
}

const Request = memo(({ row }: { row: RequestRow }) => {
  const text = texts.value.network
  const { method, url, status, bytes, duration, failure, time } = row
  const isBad = failure !== undefined || (status !== undefined && status >= 400)
  return (
    <details class="request" data-outcome={isBad ? 'failed' : undefined}>
      <summary>
        <span class="request-status">{failure !== undefined ? '✕' : (status ?? '…')}</span>
        <span class="request-name">
          <code title={url}>{nameOf(url)}</code>
          <span class="hint">
            {method} · {hostOf(url)}
          </span>
        </span>
        <span class="request-numbers">
          <span>{formatBytes(bytes)}</span>
          <span>{duration === undefined ? text.underWay : formatDuration(duration)}</span>
        </span>
      </summary>
      <div class="call-details">
        {failure !== undefined && <p class="failure failure-message">{failure}</p>}
        <h3>{text.address}</h3>
        <pre class="block">{url}</pre>
        <p class="hint">{formatClock(time)}</p>
        <HeaderTable title={text.sent} headers={row.headers} />
        {row.answer && <HeaderTable title={text.received} headers={row.answer} />}
      </div>
    </details>
  )
})

function HeaderTable({ title, headers }: { title: string; headers: { readonly [name: string]: string } }) {
  const entries = Object.entries(headers)
  return (
    <>
      <h3>{title}</h3>
      {entries.length === 0 ? (
        <p class="hint">{texts.value.network.noHeaders}</p>
      ) : (
        <dl class="headers">
          {entries.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  )
}

/** The last part of the path, as in a list of files. */
const nameOf = (url: string) =>
  url
    .replace(/[?#].*/, '')
    .split('/')
    .findLast((part) => part !== '') ?? url

const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host : '')
