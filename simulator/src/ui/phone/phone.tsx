import { useEffect, useRef } from 'preact/hooks'
import { setVisibility, tellNetworkType } from '../../app/to-app.ts'
import { networkType } from '../../phone/network.ts'
import { device } from '../../state/device.ts'
import { modelOf, safeAreaBottomOf, TITLE_BAR } from '../../state/models.ts'
import { type Cover, covers, dialogs, openApp, questions, vibrating } from '../../state/screen.ts'
import { texts } from '../../texts/index.ts'
import { Dialogs } from './dialogs.tsx'
import { listenForDrags } from './drag.ts'
import { Home } from './home.tsx'
import { PlaceMap } from './map.tsx'
import { MiniProgram, titleBarColors } from './mini-program.tsx'
import { goBackToTop, sheet } from './pages.tsx'
import { Photos } from './photos.tsx'
import { PickerSheet } from './picker-sheet.tsx'
import { Preview } from './preview.tsx'
import { pullRefresh } from './pull-refresh.ts'
import { Questions } from './questions.tsx'
import { AppSettings, Settings } from './settings.tsx'
import { StatusBar } from './status-bar.tsx'
import { Loading, Toast } from './toast.tsx'
import { useRestoreFocus } from './use-focus.ts'
import { useScale } from './use-scale.ts'

const APPS = { home: Home, 'mini-program': MiniProgram, photos: Photos, settings: Settings }

/** The phone: the app in the foreground, and the dialogs of the system over it. */
export function Phone() {
  const { platform, fontScale } = device.value
  const model = modelOf(device.value)
  const { width, height, cutout, statusBarHeight } = model
  const app = openApp.value
  const App = APPS[app]
  const hasDialog = dialogs.value.length > 0
  const isFront = app === 'mini-program'
  const [cover] = covers.value
  const isCovered = isFront && cover !== undefined
  useEffect(() => {
    setVisibility(isFront)
  }, [isFront])
  const network = networkType()
  useEffect(() => tellNetworkType(network), [network])
  const hasSheet = isFront && (sheet.value !== undefined || questions.value.length > 0)
  const { background, isLight, isOver, isPenetrable, opacity } = titleBarColors()
  const place = useScale()
  const screen = useRef<HTMLDivElement>(null)
  useEffect(() => listenForDrags(screen.current!, pullRefresh), [])
  useRestoreFocus(isCovered)
  useRestoreFocus(hasSheet)
  useRestoreFocus(hasDialog)
  return (
    <section class="phone-place" data-panel="phone" aria-label={texts.value.phone.label} ref={place}>
      <div
        class="phone"
        data-platform={platform}
        data-cutout={cutout}
        style={`--screen-width:${width}px;--screen-height:${height}px;--status-bar:${statusBarHeight}px;--title-bar-height:${TITLE_BAR[platform]}px;--safe-area-bottom:${safeAreaBottomOf(model)}px;--font-scale:${fontScale}`}
      >
        <div class="phone-buttons" aria-hidden="true" />
        <div
          ref={screen}
          class="screen"
          data-app={app}
          data-vibrating={vibrating.value || undefined}
          data-phone={app}
          data-front={isFront && isLight ? 'white' : undefined}
          data-transparent={(isFront && isOver) || undefined}
          data-penetrable={(isFront && isPenetrable) || undefined}
          style={isFront ? `--title-bar:${background || '#fff'};--title-bar-opacity:${opacity}` : undefined}
        >
          <StatusBar onClick={isFront && platform === 'iOS' ? goBackToTop : undefined} />
          <div class="screen-app" inert={hasDialog || hasSheet}>
            <div class="screen-front" inert={isCovered}>
              <App />
            </div>
            {isCovered && <Opened key={cover} cover={cover} />}
          </div>
          {isFront && <Loading />}
          {isFront && <Toast />}
          {isFront && <PickerSheet />}
          {isFront && <Questions />}
          <Dialogs />
          <button
            type="button"
            class="home-bar"
            aria-label={texts.value.phone.home}
            title={texts.value.phone.home}
            inert={hasDialog}
            onClick={() => {
              openApp.value = 'home'
            }}
          >
            <span aria-hidden="true" />
          </button>
        </div>
      </div>
    </section>
  )
}

/** A full-screen view that the app opened over its page. */
const Opened = ({ cover }: { cover: Cover }) =>
  cover.kind === 'preview' ? (
    <Preview {...cover} />
  ) : cover.kind === 'map' ? (
    <PlaceMap {...cover} />
  ) : (
    <AppSettings {...cover} />
  )
