import { texts } from '../texts/index.ts'
import { CodePanel } from './code/code-panel.tsx'
import { DevicePanel } from './device/device-panel.tsx'
import { Header } from './header.tsx'
import { CodeIcon, ListIcon, PhoneIcon, SlidersIcon } from './icons.tsx'
import { LogPanel } from './log/log-panel.tsx'
import { Phone } from './phone/phone.tsx'
import { announcement, VIEWS, view } from './view.ts'

const VIEW_ICONS = { phone: PhoneIcon, code: CodeIcon, device: SlidersIcon, log: ListIcon }

export function App() {
  return (
    <div class="app" data-view={view.value}>
      <Header />
      <main class="main">
        <CodePanel />
        <DevicePanel />
        <Phone />
        <LogPanel />
      </main>
      <nav class="views" aria-label={texts.value.simulator}>
        {VIEWS.map((name) => {
          const Icon = VIEW_ICONS[name]
          return (
            <button
              key={name}
              type="button"
              class="view-button"
              aria-current={view.value === name ? 'page' : undefined}
              onClick={() => {
                view.value = name
              }}
            >
              <Icon />
              <span>{texts.value.views[name]}</span>
            </button>
          )
        })}
      </nav>
      <p class="sr-only" role="status">
        {announcement.value}
      </p>
    </div>
  )
}
