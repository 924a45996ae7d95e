import { signal } from '@preact/signals'
import { device } from '../../state/device.ts'
import { modelOf } from '../../state/models.ts'

const now = signal(new Date())
setInterval(() => {
  now.value = new Date()
}, 10_000)

export const clock = () => `${now.value.getHours()}:${String(now.value.getMinutes()).padStart(2, '0')}`

/** The status bar. It is hidden from screen readers, since the device panel has the same information as text. */
export function StatusBar({ onClick }: { onClick: (() => void) | undefined }) {
  const { network } = device.value
  const { cutout } = modelOf(device.value)
  const isOffline = network === 'offline'
  return (
    <div class="status-bar" aria-hidden="true" onClick={onClick}>
      <span class="status-clock">{clock()}</span>
      {cutout !== 'none' && <span class={cutout} />}
      <span class="status-signs">
        {isOffline ? (
          <svg aria-hidden="true" viewBox="0 0 20 14" width="18" height="13" fill="currentColor">
            <path d="M2 9.5l7.3-8a.9.9 0 0 1 1.4 0l2.3 2.5-8.5 7zM18 12.6l-1 1-3-2.6L6.2 12 14 5.3z" opacity=".5" />
          </svg>
        ) : (
          <svg aria-hidden="true" viewBox="0 0 20 14" width="18" height="13" fill="currentColor">
            {[3, 6, 9, 12].map((height, index) => (
              <rect
                key={height}
                x={1 + index * 4.7}
                y={13 - height}
                width="3.2"
                height={height}
                rx="1"
                opacity={network === 'slow' && index > 1 ? 0.3 : 1}
              />
            ))}
          </svg>
        )}
        {!isOffline && (
          <svg
            aria-hidden="true"
            viewBox="0 0 20 14"
            width="17"
            height="13"
            fill="none"
            stroke="currentColor"
            stroke-width="2.2"
            stroke-linecap="round"
          >
            <path d="M2 5c4.5-4.3 11.5-4.3 16 0M5.2 8.5c2.7-2.5 6.9-2.5 9.6 0" opacity={network === 'slow' ? 0.3 : 1} />
            <circle cx="10" cy="12" r="0.6" fill="currentColor" />
          </svg>
        )}
        <svg aria-hidden="true" viewBox="0 0 27 13" width="26" height="13" fill="none">
          <rect
            x=".6"
            y=".6"
            width="22.8"
            height="11.8"
            rx="3.6"
            stroke="currentColor"
            stroke-width="1.1"
            opacity=".45"
          />
          <rect x="2.3" y="2.3" width="17" height="8.4" rx="2.1" fill="currentColor" />
          <path d="M25 4.5v4c.9-.3 1.5-1.1 1.5-2s-.6-1.7-1.5-2z" fill="currentColor" opacity=".5" />
        </svg>
      </span>
    </div>
  )
}
