import type { CallRow } from '../../state/log.ts'
import { texts } from '../../texts/index.ts'
import { formatBytes, formatDuration } from '../labels.ts'

/** The stages of a call, to scale. */
export function Timeline({ row: { stages } }: { row: CallRow }) {
  const text = texts.value.log
  const total = Math.max(stages.at(-1)?.after ?? 0, 1)
  return (
    <ol class="timeline" aria-label={text.timeline}>
      {stages.map(({ name, after, bytes }, index) => (
        <li
          key={name}
          data-stage={name}
          style={{
            '--from': `${(100 * (stages[index - 1]?.after ?? 0)) / total}%`,
            '--to': `${(100 * after) / total}%`,
          }}
        >
          <span class="stage-name">{text[name]}</span>
          <span class="stage-bar" aria-hidden="true" />
          <span class="stage-time">
            {name === 'called' ? '' : `+${formatDuration(after)}`}
            {bytes !== undefined && ` · ${formatBytes(bytes)}`}
          </span>
        </li>
      ))}
    </ol>
  )
}
