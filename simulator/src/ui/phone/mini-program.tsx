import { useId } from 'preact/hooks'
import { isTitleOver } from '../../../../src/mini-program/window-height.ts'
import { loadPicture } from '../../app/files.ts'
import { callMethod, goBack, goToFirstPage, sendPageEvent, shareFromMenu, tapTab } from '../../app/to-app.ts'
import { phoneScreen } from '../../phone/screen.ts'
import { device } from '../../state/device.ts'
import { run } from '../../state/program.ts'
import {
  appState,
  crash,
  hasTabBar,
  isAwayFromFirstPage,
  isBusy,
  navigationBar,
  openPage,
  pageData,
  pageScrollTop,
  pageStack,
  pageTitle,
  shown,
  tabBarChanges,
  updateErrors,
} from '../../state/running-app.ts'
import { openApp } from '../../state/screen.ts'
import { sentenceOf, texts } from '../../texts/index.ts'
import { usePictureUrl } from '../../view/use-picture.ts'
import { ChevronLeftIcon, CloseAppIcon, HomeIcon, MoreIcon, WarningIcon } from '../icons.tsx'
import { goTo } from '../view.ts'
import { CanvasPictures } from './canvas-pictures.tsx'
import { DataTree } from './data-tree.tsx'
import { goBackToTop, Pages } from './pages.tsx'

/** The colours of the title bar and the status bar. */
export function titleBarColors() {
  const top = pageStack.value.at(-1)
  const { transparentTitle, titlePenetrate } = top?.config ?? {}
  // With `auto`, the title bar becomes opaque while the page scrolls.
  const isAuto = transparentTitle === 'auto'
  const isOver = isTitleOver(top?.config)
  const opacity = isAuto ? Math.min(1, pageScrollTop.value / 60) : isOver ? 0 : 1
  const background = navigationBar.value.backgroundColor || top?.config.titleBarColor
  const front = navigationBar.value.frontColor || top?.config.navigationBarFrontColor
  return {
    background,
    isOver,
    opacity,
    isPenetrable: titlePenetrate === 'YES',
    isLight: front ? /^(#fff|white)/i.test(front) : isDark(background),
  }
}

/** Whether a title bar colour is dark, so that the title is white unless the app specifies it. */
function isDark(color = ''): boolean {
  const [, digits = ''] = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(color) ?? []
  if (digits === '') return false
  const size = digits.length / 3
  const [red, green, blue] = [0, 1, 2].map((at) => {
    const part = digits.slice(at * size, (at + 1) * size)
    return Number.parseInt(size === 1 ? part + part : part, 16)
  }) as [number, number, number]
  return red * 0.299 + green * 0.587 + blue * 0.114 < 140
}

/** The menu at the top right, with actions for any mini-program. */
async function openMenu(): Promise<void> {
  const text = texts.value.phone
  const chosen = await phoneScreen.actionSheet({
    title: '',
    items: [text.shareMenu, text.settings, text.restart],
    cancelButtonText: text.cancel,
    destructive: undefined,
    badges: new Map(),
  })
  if (chosen === 0) shareFromMenu()
  else if (chosen === 1) openApp.value = 'settings'
  else if (chosen === 2) await run()
}

/** The mini-program in the foreground: its title bar, its pages and its tab bar. */
export function MiniProgram() {
  const text = texts.value.phone
  const stack = pageStack.value
  const isTitleLoading = navigationBar.value.loading ?? stack.at(-1)?.config.showTitleLoading === 'YES'
  return (
    <div class="mini-program">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a keyboard scrolls what has the focus. */}
      <div
        class="title-bar"
        style={titleBarBorder()}
        onDblClick={device.value.platform === 'Android' ? goBackToTop : undefined}
      >
        {stack.length > 1 && (
          <button type="button" class="title-back" aria-label={text.back} onClick={goBack}>
            <ChevronLeftIcon />
          </button>
        )}
        {isAwayFromFirstPage.value && (
          <button type="button" class="title-home" aria-label={text.firstPage} onClick={goToFirstPage}>
            <HomeIcon />
          </button>
        )}
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: a title is no control, and only some pages listen. */}
        <h2 onClick={() => sendPageEvent('onTitleClick')}>
          <Title />
        </h2>
        {isTitleLoading && <span class="spinner" role="status" aria-label={text.busy} />}
        <OptionMenu />
        <div class="capsule">
          <button type="button" aria-label={text.more} onClick={() => void openMenu()}>
            <MoreIcon />
          </button>
          <button
            type="button"
            aria-label={texts.value.close}
            onClick={() => {
              openApp.value = 'home'
            }}
          >
            <CloseAppIcon />
          </button>
        </div>
      </div>
      <div class="page-place">
        <PageBody />
        {isBusy.value && (
          <p class="busy" role="status">
            <span class="spinner" aria-hidden="true" />
            {text.busy}
          </p>
        )}
        <UpdateErrors />
      </div>
      <TabBar />
    </div>
  )
}

/** The title of the page, or a picture with the title as its accessible name. */
function Title() {
  const title = pageTitle.value || shown.value?.program.app.window.defaultTitle || texts.value.phone.miniProgram
  const source = navigationBar.value.image || pageStack.value.at(-1)?.config.titleImage || ''
  const url = usePictureUrl(source, loadPicture)
  return <>{url === undefined ? title : <img class="title-image" src={url} alt={title} />}</>
}

/** A background colour that the app has set hides the border of the title bar. */
function titleBarBorder(): { boxShadow?: string } {
  const { backgroundColor, borderBottomColor } = navigationBar.value
  return borderBottomColor && !backgroundColor ? { boxShadow: `inset 0 -1px ${borderBottomColor}` } : {}
}

/** The icon next to the capsule, which a page may define. */
function OptionMenu() {
  const { icon } = (pageStack.value.at(-1)?.config.optionMenu ?? {}) as { readonly icon?: unknown }
  const url = usePictureUrl(typeof icon === 'string' ? icon : '', loadPicture)
  if (typeof icon !== 'string' || icon === '') return null
  return (
    <button
      type="button"
      class="title-option"
      aria-label={texts.value.phone.optionMenu}
      onClick={() => sendPageEvent('onOptionMenuClick')}
    >
      {url && <img src={url} alt="" />}
    </button>
  )
}

/** The errors that prevent the latest change of a file from being applied. The app behind them keeps running. */
function UpdateErrors() {
  const [first, ...others] = updateErrors.value
  if (!first) return null
  const { file, line, column } = first
  return (
    <div class="update-errors" role="alert">
      <WarningIcon />
      <div>
        {file !== undefined && (
          <button type="button" class="place" onClick={() => goTo(file, line)}>
            {[file, line, column].filter((part) => part !== undefined).join(':')}
          </button>
        )}
        <p>{sentenceOf(first)}</p>
        {others.length > 0 && <p class="hint">{texts.value.phone.moreErrors(others.length)}</p>}
      </div>
    </div>
  )
}

function PageBody() {
  const text = texts.value.phone
  const page = openPage.value
  if (appState.value === 'running' && page?.hasTemplate) return <Pages />
  return (
    <div class="page-body">
      {appState.value === 'stopped' && (
        <div class="page-state">
          <p>{text.notRunning}</p>
          <button type="button" class="phone-button" onClick={() => void run()}>
            {texts.value.run}
          </button>
        </div>
      )}
      {appState.value === 'starting' && !isBusy.value && <p class="page-state">{text.starting}</p>}
      {appState.value === 'crashed' && (
        <div class="page-state crashed" role="alert">
          <WarningIcon />
          <p>{text.crashed}</p>
          <pre>{crash.value}</pre>
        </div>
      )}
      {appState.value === 'running' && page && <PageWithoutTemplate />}
    </div>
  )
}

/** A script without a template has nothing to render, so its methods and data are listed instead. */
function PageWithoutTemplate() {
  const text = texts.value.phone
  const page = openPage.value!
  return (
    <>
      <CanvasPictures />
      {!page.hasPage && <p class="page-state">{text.noPage}</p>}
      {page.hasPage && (
        <section class="card methods" aria-label={text.methods}>
          <h3>{text.methods}</h3>
          {page.methods.length === 0 && <p class="hint">{text.noMethods}</p>}
          {page.methods.map((method) => (
            <MethodButton key={method} method={method} parameters={page.parameters[method]} />
          ))}
          {page.lifeCycle.length > 0 && (
            <p class="life-cycle">
              {text.lifeCycle}: {page.lifeCycle.join(' · ')}
            </p>
          )}
        </section>
      )}
      {page.hasPage && (
        <section class="card" aria-label={text.data}>
          <h3>{text.data}</h3>
          <DataTree value={pageData.value} />
        </section>
      )}
    </>
  )
}

/** Calls a method. Shows a hint if the method needs more than a tap event. */
export function MethodButton({ method, parameters }: { method: string; parameters: string | undefined }) {
  const id = useId()
  return (
    <>
      <button
        type="button"
        class="phone-button"
        aria-describedby={parameters === undefined ? undefined : id}
        onClick={() => callMethod(method)}
      >
        {method}
      </button>
      {parameters !== undefined && (
        <p id={id} class="hint">
          {texts.value.phone.wants(`${method}(${parameters})`)}
        </p>
      )}
    </>
  )
}

function TabBar() {
  const tabBar = shown.value?.program.app.tabBar
  const current = pageStack.value.at(-1)?.tab
  const { style, items } = tabBarChanges.value
  if (!tabBar || !hasTabBar.value || appState.value !== 'running') return null
  const { textColor = '#404040', selectedColor = '#1677ff', backgroundColor = '#fff' } = { ...tabBar, ...style }
  return (
    <nav
      class="tab-bar"
      aria-label={texts.value.phone.tabBar}
      style={{ background: backgroundColor, ...(style.borderColor && { borderTopColor: style.borderColor }) }}
    >
      {tabBar.items.map((item, index) => {
        const isCurrent = index === current
        const { text = item.name, icon = item.icon, activeIcon = item.activeIcon, badge } = items[index] ?? {}
        const source = isCurrent ? (activeIcon ?? icon) : icon
        return (
          <button
            key={index}
            type="button"
            aria-current={isCurrent ? 'page' : undefined}
            style={`color:${isCurrent ? selectedColor : textColor}`}
            onClick={() => tapTab(index)}
          >
            {source && <TabIcon source={source} />}
            <span>{text}</span>
            {typeof badge === 'string' && <span class="tab-badge">{badge}</span>}
          </button>
        )
      })}
    </nav>
  )
}

function TabIcon({ source }: { source: string }) {
  const url = usePictureUrl(source, loadPicture)
  return <img src={url} alt="" width="26" height="26" />
}
