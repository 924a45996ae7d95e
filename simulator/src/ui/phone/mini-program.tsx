import { useEffect, useId, useRef } from 'preact/hooks'
import { appState, canvases, crash, isBusy, openPage, pageData, pageTitle, tap } from '../../app/runner.ts'
import { run } from '../../state/program.ts'
import { openApp } from '../../state/screen.ts'
import { texts } from '../../texts/index.ts'
import { MoreIcon, WarningIcon } from '../icons.tsx'
import { DataTree } from './data-tree.tsx'

export function MiniProgram() {
  const text = texts.value.phone
  return (
    <div class="mini-program">
      <div class="title-bar">
        <h2>{pageTitle.value || text.miniProgram}</h2>
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
      <div class="page-body">
        <PageBody />
      </div>
    </div>
  )
}

function PageBody() {
  const text = texts.value.phone
  switch (appState.value) {
    case 'stopped':
      return (
        <div class="page-state">
          <p>{text.notRunning}</p>
          <button type="button" class="phone-button" onClick={() => void run()}>
            {texts.value.run}
          </button>
        </div>
      )
    case 'starting':
      return isBusy.value ? null : <p class="page-state">{text.starting}</p>
    case 'crashed':
      return (
        <div class="page-state crashed" role="alert">
          <WarningIcon />
          <p>{text.crashed}</p>
          <pre>{crash.value}</pre>
        </div>
      )
    case 'running':
      return <OpenPageBody />
  }
}

function OpenPageBody() {
  const text = texts.value.phone
  const page = openPage.value
  if (!page) return null
  return (
    <>
      {[...canvases.value].map(([id, picture]) => (
        <CanvasPicture key={id} id={id} picture={picture} />
      ))}
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

/** A method to tap; one that a tap alone cannot serve says so. */
function MethodButton({ method, parameters }: { method: string; parameters: string | undefined }) {
  const id = useId()
  return (
    <>
      <button
        type="button"
        class="phone-button"
        aria-describedby={parameters === undefined ? undefined : id}
        onClick={() => tap(method)}
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

/** What the app drew, as wide as the page. */
function CanvasPicture({ id, picture }: { id: string; picture: ImageBitmap }) {
  const place = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = place.current?.getContext('2d')
    context?.clearRect(0, 0, picture.width, picture.height)
    context?.drawImage(picture, 0, 0)
  }, [picture])
  return (
    <figure class="canvas-figure">
      <canvas
        ref={place}
        width={picture.width}
        height={picture.height}
        role="img"
        aria-label={`${texts.value.phone.canvas} ${id}`}
      />
      <figcaption>
        {id} · {picture.width} × {picture.height}
      </figcaption>
    </figure>
  )
}
