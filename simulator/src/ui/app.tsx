import { device } from '../state/device.ts'
import { modelOf } from '../state/models.ts'
import { texts } from '../texts/index.ts'
import { CodePanel } from './code/code-panel.tsx'
import { DevicePanel } from './device/device-panel.tsx'
import { Header } from './header.tsx'
import { CodeIcon, ListIcon, PhoneIcon, SlidersIcon } from './icons.tsx'
import { Inspector } from './inspector/inspector.tsx'
import { NodeMark, usePicking } from './inspector/node-mark.tsx'
import { Phone } from './phone/phone.tsx'
import { Splitter, sizes } from './splitter.tsx'
import { announcement, VIEWS, view } from './view.ts'

const VIEW_ICONS = { phone: PhoneIcon, code: CodeIcon, device: SlidersIcon, log: ListIcon }

/** The panel sizes that the developer has chosen, for the wide layout. */
const columns = () =>
  Object.entries({ phone: modelOf(device.value).width + 22, ...sizes.value })
    .map(([name, size]) => `--${name}:${size}px`)
    .join(';')

export function App() {
  usePicking()
  return (
    <div class="app" data-view={view.value}>
      <Header />
      <main class="main" style={columns()}>
        <CodePanel />
        <Splitter name="code" label={texts.value.resize.code} panel=".code-panel" />
        <DevicePanel />
        <Splitter name="left" label={texts.value.resize.left} panel=".device-panel" />
        <Phone />
        <Splitter name="right" label={texts.value.resize.right} panel=".inspector" />
        <Inspector />
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
      <NodeMark />
      <p class="sr-only" role="status">
        {announcement.value}
      </p>
    </div>
  )
}
