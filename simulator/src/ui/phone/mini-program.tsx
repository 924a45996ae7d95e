import { useId } from 'preact/hooks'
import {
  appState,
  assetBase,
  callMethod,
  crash,
  goBack,
  isBusy,
  isRefreshing,
  navigationBar,
  openPage,
  pageData,
  pageStack,
  pageTitle,
  shown,
  tapTab,
  updateErrors,
} from '../../app/runner.ts'
import { run } from '../../state/program.ts'
import { openApp } from '../../state/screen.ts'
import { texts } from '../../texts/index.ts'
import { MoreIcon, WarningIcon } from '../icons.tsx'
import { goTo } from '../view.ts'
import { CanvasPictures } from './canvas-pictures.tsx'
import { DataTree } from './data-tree.tsx'
import { Pages } from './pages.tsx'

/** The colours of the title bar, which the status bar has as well. */
export function titleBarColors() {
  const top = pageStack.value.at(-1)
  const background = navigationBar.value.backgroundColor || top?.config.titleBarColor
  return { background, front: top?.config.navigationBarFrontColor }
}

/** The mini-program in front: its title bar, its pages and its tab bar. */
export function MiniProgram() {
  const text = texts.value.phone
  const stack = pageStack.value
  return (
    <div class="mini-program">
      <div class="title-bar">
        {stack.length > 1 && (
          <button type="button" class="title-back" aria-label={text.back} onClick={goBack}>
            <svg
              viewBox="0 0 20 20"
              width="20"
              height="20"
              fill="none"
              stroke="currentColor"
              stroke-width="2"
              aria-hidden="true"
            >
              <path d="M12.5 4l-6 6 6 6" />
            </svg>
          </button>
        )}
        <h2>{pageTitle.value || shown.value?.program.app.window.defaultTitle || text.miniProgram}</h2>
        {navigationBar.value.loading && <span class="spinner" role="status" aria-label={text.busy} />}
        <div class="capsule">
          <span class="capsule-more" aria-hidden="true">
            <MoreIcon />
          </span>
          <button
            type="button"
            aria-label={texts.value.close}
            onClick={() => {
              openApp.value = 'home'
            }}
          >
            <svg
              viewBox="0 0 20 20"
              width="20"
              height="20"
              fill="none"
              stroke="currentColor"
              stroke-width="2"
              aria-hidden="true"
            >
              <circle cx="10" cy="10" r="7" />
              <circle cx="10" cy="10" r="2.4" fill="currentColor" stroke="none" />
            </svg>
          </button>
        </div>
      </div>
      {isBusy.value && (
        <p class="busy" role="status">
          <span class="spinner" aria-hidden="true" />
          {text.busy}
        </p>
      )}
      {isRefreshing.value && (
        <p class="pull-refresh" role="status">
          <span class="spinner" aria-hidden="true" />
        </p>
      )}
      <PageBody />
      <UpdateErrors />
      <TabBar />
    </div>
  )
}

/** What keeps the latest change of a file from the phone. The app behind it runs on. */
function UpdateErrors() {
  const [first, ...others] = updateErrors.value
  if (!first) return null
  const { message, file, line, column } = first
  return (
    <div class="update-errors" role="alert">
      <WarningIcon />
      <div>
        {file !== undefined && (
          <button type="button" class="place" onClick={() => goTo(file, line)}>
            {[file, line, column].filter((part) => part !== undefined).join(':')}
          </button>
        )}
        <p>{message}</p>
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

/** A script without a template has nothing to show, so its methods and data are listed instead. */
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

/** Calls a method. One that needs more than the event of a tap says so. */
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
  if (!tabBar || current === undefined || appState.value !== 'running') return null
  const { textColor = '#888', selectedColor = '#1677ff', backgroundColor = '#fff' } = tabBar
  return (
    <nav class="tab-bar" aria-label={texts.value.phone.tabBar} style={`background:${backgroundColor}`}>
      {tabBar.items.map(({ name, icon, activeIcon }, index) => {
        const isCurrent = index === current
        const source = isCurrent ? (activeIcon ?? icon) : icon
        return (
          <button
            key={index}
            type="button"
            aria-current={isCurrent ? 'page' : undefined}
            style={`color:${isCurrent ? selectedColor : textColor}`}
            onClick={() => tapTab(index)}
          >
            {source && <img src={assetBase() + source.replace(/^\//, '')} alt="" width="24" height="24" />}
            <span>{name}</span>
          </button>
        )
      })}
    </nav>
  )
}
