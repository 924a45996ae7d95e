import { useSignal } from '@preact/signals'
import { saveCode } from '../../../../src/my/codes.ts'
import { type CalledBack, type CallRow, lostSuccess } from '../../state/log.ts'
import { texts } from '../../texts/index.ts'
import { inspect } from '../../worker/inspect.ts'
import { CopyButton } from '../copy-button.tsx'
import { CheckIcon, ChevronRightIcon, CrossIcon, StopIcon, WarningIcon } from '../icons.tsx'
import { apiName, formatBytes, formatClock, formatDuration } from '../labels.ts'
import { memo } from '../memo.ts'
import { testOf } from './as-test.ts'
import { Timeline } from './timeline.tsx'

/** A call as one line, with details that open below. */
export const CallItem = memo(({ row }: { row: CallRow }) => {
  const isOpen = useSignal(false)
  const { number, api, outcome, callbacks, stages, time } = row
  const lost = lostSuccess(row)
  const last = Math.max(...stages.map(({ after }) => after), ...callbacks.map(({ after }) => after))
  return (
    <details
      class="call"
      data-outcome={lost ? 'lost' : outcome}
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open
      }}
    >
      <summary>
        <span class="call-number">{number}</span>
        <span class="call-name">
          <code>{breakable(apiName(api))}</code>
          <span class="call-about">
            <time class="when">{formatClock(time)}</time>
            <span class="call-duration">{outcome === 'running' ? received(row) : formatDuration(last)}</span>
            <span class="call-argument">{brief(row)}</span>
          </span>
        </span>
        <Outcome row={row} lost={lost} />
        <span class="disclosure">
          <ChevronRightIcon />
        </span>
      </summary>
      {isOpen.value && <CallDetails row={row} lost={lost} />}
    </details>
  )
})

function CallDetails({ row, lost }: { row: CallRow; lost: boolean }) {
  return (
    <div class="call-details">
      {(row.stages.length > 1 || row.outcome === 'running') && <Timeline row={row} />}
      <Failure row={row} />
      {lost && <p class="advice">{texts.value.log.lostSuccessHint}</p>}
      <h3>{texts.value.log.arguments}</h3>
      <pre class="block">{inspect(row.arguments)}</pre>
      <Callbacks row={row} />
      <Photo row={row} />
      {canBeTested(row) && (
        <CopyButton label={texts.value.log.copyTest} done={texts.value.log.testCopied} text={() => testOf(row)} />
      )}
    </div>
  )
}

/** Allows line breaks between the words of a long name. */
const breakable = (name: string) => name.split(/(?<=[a-z.])(?=[A-Z])/).flatMap((word) => [<wbr key={word} />, word])

const canBeTested = ({ api, outcome }: CallRow) =>
  /^saveImage/.test(api) && (outcome === 'succeeded' || outcome === 'failed')

/** `412 kB / 1.2 MB` */
const received = ({ received: progress }: CallRow): string =>
  progress
    ? [progress.bytes, progress.size].flatMap((bytes) => (bytes === undefined ? [] : [formatBytes(bytes)])).join(' / ')
    : ''

/** The most important argument. */
function brief({ arguments: args }: CallRow): string {
  const value = args.filePath ?? args.url ?? args.content ?? args.title ?? args.src ?? args.path ?? args.canvasId
  return typeof value === 'string' ? (value.length > 90 ? `${value.slice(0, 90)}…` : value) : ''
}

function Outcome({ row: { outcome, result }, lost }: { row: CallRow; lost: boolean }) {
  const text = texts.value.log
  if (lost) {
    return (
      <span class="badge warn">
        <WarningIcon />
        {text.lostSuccess}
      </span>
    )
  }
  if (outcome === 'succeeded') {
    return (
      <span class="badge good">
        <CheckIcon />
        {text.succeeded}
      </span>
    )
  }
  if (outcome === 'failed') {
    return (
      <span class="badge bad">
        <CrossIcon />
        {text.failed} {(result as { error?: number } | undefined)?.error}
      </span>
    )
  }
  return (
    <span class="badge">
      {outcome === 'stopped' ? <StopIcon /> : <span class="spinner" aria-hidden="true" />}
      {text[outcome]}
    </span>
  )
}

function Failure({ row }: { row: CallRow }) {
  const text = texts.value.log
  const { outcome, result, reason, api } = row
  if (outcome !== 'failed') return null
  const { error, errorMessage } = result as { error: number; errorMessage: string }
  const code = (platform: 'iOS' | 'Android') => (reason && /^saveImage/.test(api) ? saveCode(reason, platform) : error)
  return (
    <div class="failure">
      <p class="failure-message">{errorMessage}</p>
      <dl>
        {reason && (
          <div>
            <dt>{text.reason}</dt>
            <dd>
              <code>{reason}</code>
            </dd>
          </div>
        )}
        {(['iOS', 'Android'] as const).map((platform) => (
          <div key={platform} data-current={row.device.platform === platform}>
            <dt>{platform}</dt>
            <dd>
              <code>{code(platform)}</code>
            </dd>
          </div>
        ))}
      </dl>
      {reason && (
        <p class="advice">
          <strong>{text.whatToDo}</strong> {texts.value.advice[reason]}
        </p>
      )}
    </div>
  )
}

const isOfPromise = (name: CalledBack['name']) => name === 'resolved' || name === 'rejected'

function Callbacks({ row: { api, callbacks, passedCallbacks, result } }: { row: CallRow }) {
  const text = texts.value.log
  if (/Sync$/.test(api)) {
    return (
      <>
        <h3>{text.result}</h3>
        <pre class="block">{inspect(result)}</pre>
      </>
    )
  }
  if (callbacks.length === 0 && passedCallbacks.length > 0) return null
  return (
    <>
      <h3>{text.callbacks}</h3>
      {passedCallbacks.length === 0 && callbacks.every(({ name }) => isOfPromise(name)) && (
        <p class="hint">{text.noCallbacks}</p>
      )}
      <ol class="callbacks">
        {callbacks.map(({ name, after, result }) => (
          <li key={name}>
            <code>{isOfPromise(name) ? text[name] : name}</code>
            <span class="hint">+{formatDuration(after)}</span>
            <pre>{inspect(result)}</pre>
          </li>
        ))}
      </ol>
    </>
  )
}

function Photo({ row: { photo, real } }: { row: CallRow }) {
  if (!photo) return null
  const { name, type, width, height, size } = photo
  return (
    <>
      <h3>{texts.value.log.photo}</h3>
      <p class="photo-line">
        <strong>{name}</strong> {type.toUpperCase()} · {width} × {height} · {formatBytes(size)}
      </p>
      {real !== undefined && <p class="photo-line">{texts.value.log.alsoIn(real)}</p>}
    </>
  )
}
