import { signal } from '@preact/signals'
import { useEffect, useMemo } from 'preact/hooks'
import type { Program } from '../../../../src/mini-program/types.ts'
import { loadPicture } from '../../app/files.ts'
import { sendEvent, sendPageEvent } from '../../app/to-app.ts'
import { addText } from '../../state/log.ts'
import { canvases, pageScrollTop, pageStack, refreshingPage, shown } from '../../state/running-app.ts'
import { texts } from '../../texts/index.ts'
import { componentOf } from '../../view/components/index.ts'
import { scaleFonts } from '../../view/font-scale.ts'
import { prefersStillness } from '../../view/glide.ts'
import { pageOf, rectIn, type Sheet, type ViewHost } from '../../view/host.ts'
import { drawnPages, measure } from '../../view/layout.ts'
import type { LiveNode, LivePage } from '../../view/nodes.ts'
import { PageView } from '../../view/page-view.tsx'
import { createStyleAssets } from '../../view/style-assets.ts'
import { pulled, REFRESH_HEIGHT } from './pull-refresh.ts'

/** The bottom sheet that a `picker` opened. */
export const sheet = signal<Sheet | undefined>(undefined)

/** Open pages stay rendered while hidden, so that they keep their scroll positions and entered text. */
export function Pages() {
  const { tree, program } = shown.value!
  const visible = pageStack.value.at(-1)?.page
  const host = useMemo(createHost, [tree])
  useEffect(() => () => host.assets.dispose(), [host])
  const down = visible !== undefined && refreshingPage.value === visible ? REFRESH_HEIGHT : pulled.value
  return (
    <>
      {down > 0 && (
        <p class="pull-refresh" role="status" aria-label={texts.value.phone.refreshing}>
          <span class="spinner" aria-hidden="true" />
        </p>
      )}
      <div class="pages" style={down > 0 ? `translate:0 ${down}px` : undefined}>
        {[...tree.pages.value.values()].map((page) => (
          <OpenPage key={page.page} page={page} program={program} isVisible={page.page === visible} host={host} />
        ))}
      </div>
    </>
  )
}

function OpenPage({
  page,
  program,
  isVisible,
  host,
}: {
  page: LivePage
  program: Program
  isVisible: boolean
  host: ViewHost
}) {
  const written = useMemo(() => stylesOf(page.route, program), [page.route, program])
  useEffect(() => {
    for (const css of written) host.assets.addFonts(css)
  }, [written, host])
  const resolved = written.map((css) => host.assets.resolve(css))
  const styles = useMemo(() => resolved, [written, resolved.join()])
  const state = pageStack.value.find((each) => each.page === page.page)
  useEffect(() => () => void drawnPages.delete(page.page), [page])
  return (
    <PageView
      page={page}
      state={state}
      isVisible={isVisible}
      styles={styles}
      host={host}
      onMount={(element) => {
        const { tree } = shown.value!
        drawnPages.set(page.page, {
          measure: (layout) => measure(tree, element, layout),
          scrollTo: (top, duration) => element.scrollTo({ top, behavior: duration > 0 ? 'smooth' : 'auto' }),
        })
      }}
      onScroll={({ scrollTop, scrollHeight }, atBottom) => {
        if (isVisible) pageScrollTop.value = scrollTop
        sendPageEvent('onPageScroll', { scrollTop, scrollHeight }, page.page)
        if (atBottom) sendPageEvent('onReachBottom', undefined, page.page)
      }}
    />
  )
}

/**
 * Scrolls elements with `enable-back-to-top` after a tap on the status bar (iOS) or a double tap on the title bar (Android).
 */
export function goBackToTop(): void {
  const root = document.querySelector('[data-app-view]')?.shadowRoot
  for (const area of root?.querySelectorAll('.mp-scroll-area[data-back-to-top]') ?? [])
    area.scrollTo({ top: 0, behavior: prefersStillness() ? 'auto' : 'smooth' })
}

/** The style sheets of a page in the order of the platform: those of the app, of components, and of the page itself. */
function stylesOf(route: string, program: Program): string[] {
  const components = new Set<string>()
  const collect = (path: string) => {
    for (const component of Object.values(program.units[path]?.components ?? {})) {
      if (components.has(component)) continue
      components.add(component)
      collect(component)
    }
  }
  collect(route)
  const files = [program.appStyle, ...[...components, route].map((path) => program.units[path]?.style)]
  return files.flatMap((file) => (file === undefined ? [] : [scaleFonts(program.styles[file] ?? '')]))
}

function createHost(): ViewHost {
  const reported = new Set<string>()
  return {
    assets: createStyleAssets({
      load: loadPicture,
      report: (message) => addText('console', message, 'warn'),
    }),
    component: componentOf,
    canvases,
    sheet,
    loadPicture,
    emit(node, type, { detail, touches, more } = {}) {
      sendEvent({
        page: node.page,
        node: node.id,
        type,
        timeStamp: Date.now(),
        layout: layoutOf(node),
        ...(detail !== undefined && { detail }),
        ...(touches && { touches }),
        ...(more && { more }),
      })
    },
    report(node, message) {
      if (reported.has(message)) return
      reported.add(message)
      const source = node.kind === 'text' ? undefined : node.source
      addText('console', source ? `${message}\n    at ${source.join(':')}` : message, 'warn')
    },
  }
}

/** The positions on the page of the node and of its ancestors with handlers. */
function layoutOf(node: LiveNode): { [id: number]: ReturnType<typeof rectIn> } {
  const layout: { [id: number]: ReturnType<typeof rectIn> } = {}
  const page = pageOf(node.dom)
  if (!page) return layout
  for (let at: LiveNode | undefined = node; at; at = at.parent) {
    const handles = at === node || (at.kind === 'element' && at.events.peek().length > 0)
    if (handles && at.dom) layout[at.id] = rectIn(page, at.dom)
  }
  return layout
}
