import { useId, useRef } from 'preact/hooks'
import { TABS, tab } from '../../state/inspection.ts'
import { texts } from '../../texts/index.ts'
import { LogPanel } from '../log/log-panel.tsx'
import { NetworkPanel } from './network-panel.tsx'
import { PagePanel } from './page-panel.tsx'
import { StoragePanel } from './storage-panel.tsx'

const PANELS = { log: LogPanel, page: PagePanel, storage: StoragePanel, network: NetworkPanel }

/** The activity of the app in tabs: calls and output, page, storage and requests. */
export function Inspector() {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const current = tab.value
  const Panel = PANELS[current]
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    tab.value = TABS[(TABS.indexOf(current) + step + TABS.length) % TABS.length]!
    list.current?.querySelector<HTMLElement>(`[data-tab="${tab.value}"]`)?.focus()
  }
  return (
    <div class="panel inspector" data-panel="log">
      <div class="tabs" role="tablist" aria-label={texts.value.inspector.title} ref={list} onKeyDown={onKeyDown}>
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${name}`}
            data-tab={name}
            aria-selected={name === current}
            aria-controls={`${id}-panel`}
            tabIndex={name === current ? 0 : -1}
            onClick={() => {
              tab.value = name
            }}
          >
            {texts.value.inspector.tabs[name]}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${current}`}>
        <h2 class="sr-only">{texts.value.inspector.tabs[current]}</h2>
        <Panel />
      </div>
    </div>
  )
}
