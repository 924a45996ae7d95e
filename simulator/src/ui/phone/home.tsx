import { photos } from '../../phone/album.ts'
import { appName } from '../../state/running-app.ts'
import { openApp, type PhoneApp } from '../../state/screen.ts'
import { language, texts } from '../../texts/index.ts'
import { CodeIcon } from '../icons.tsx'
import { clock } from './status-bar.tsx'

const PhotosArt = () => (
  <svg viewBox="0 0 40 40" width="40" height="40" aria-hidden="true">
    <circle cx="13.5" cy="13" r="4.5" fill="#f6a821" />
    <path d="M3 32l11-12.5 7 7.5 7.5-9.5L37 32z" fill="#2f9e77" />
    <path d="M3 32l11-12.5L24.5 32z" fill="#3fb98b" />
  </svg>
)

const SettingsArt = () => (
  <svg viewBox="0 0 40 40" width="40" height="40" fill="none" stroke="#fff" aria-hidden="true">
    <circle cx="20" cy="20" r="10.5" stroke-width="4" />
    <circle cx="20" cy="20" r="3" fill="#fff" stroke="none" />
    {[0, 45, 90, 135, 180, 225, 270, 315].map((turn) => (
      <path key={turn} d="M20 4.5v4.5" stroke-width="4.5" stroke-linecap="round" transform={`rotate(${turn} 20 20)`} />
    ))}
  </svg>
)

export function Home() {
  const text = texts.value.phone
  const today = new Intl.DateTimeFormat(language.value === 'zh' ? 'zh-CN' : 'en', {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
  })
  return (
    <div class="home">
      <div class="home-clock" aria-hidden="true">
        <span>{today.format(new Date())}</span>
        <strong>{clock()}</strong>
      </div>
      <ul class="dock" aria-label={text.apps}>
        <AppIcon app="mini-program" name={appName.value || text.miniProgram} art={<CodeIcon />} />
        <AppIcon app="photos" name={text.photos} badge={photos.value.length} art={<PhotosArt />} />
        <AppIcon app="settings" name={text.settings} art={<SettingsArt />} />
      </ul>
    </div>
  )
}

function AppIcon({
  app,
  name,
  art,
  badge = 0,
}: {
  app: PhoneApp
  name: string
  art: preact.JSX.Element
  badge?: number
}) {
  return (
    <li>
      <button
        type="button"
        class="app-icon"
        data-icon={app}
        onClick={() => {
          openApp.value = app
        }}
      >
        <span class="app-art">{art}</span>
        {badge > 0 && <span class="app-badge">{badge}</span>}
        <span class="app-name">{name}</span>
      </button>
    </li>
  )
}
