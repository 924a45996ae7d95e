import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { type PageState, REM, REM_LENGTH, RPX, VIEWPORT_UNIT } from '../../../src/mini-program/types.ts'
import baseStyle from './base.css?inline'
import { drawInto, undraw } from './drawing.ts'
import { scaleFonts } from './font-scale.ts'
import { listenForGestures } from './gestures.ts'
import type { ViewHost } from './host.ts'
import { listenForHover } from './hover.ts'
import type { LivePage } from './nodes.ts'

export interface PageViewProps {
  readonly page: LivePage
  readonly state: PageState | undefined
  readonly isVisible: boolean
  /** The style sheets of the app, the page and its components, in this order. */
  readonly styles: readonly string[]
  readonly host: ViewHost
  /** Called with the element that scrolls the page. */
  onMount(element: HTMLElement): void
  /** The user scrolls the page. `atBottom` is true within `onReachBottomDistance` of its end. */
  onScroll(event: { scrollTop: number; scrollHeight: number }, atBottom: boolean): void
}

let base: CSSStyleSheet | undefined

function sheetOf(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  return sheet
}

/** Draws a page in its own shadow root, so that the styles of the app and of the simulator cannot affect each other. */
export function PageView({ page, state, isVisible, styles, host, onMount, onScroll }: PageViewProps) {
  const elementRef = useRef<HTMLDivElement>(null)
  const wasAtBottom = useRef(false)

  useLayoutEffect(() => {
    const element = elementRef.current!
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
    drawInto({ parent: root, of: page.root }, [page.root], host)
    onMount(element)
    return () => {
      undraw(page.root)
      root.replaceChildren()
    }
  }, [page, host])

  useLayoutEffect(() => {
    base ??= sheetOf(scaleFonts(baseStyle))
    elementRef.current!.shadowRoot!.adoptedStyleSheets = [base, ...styles.map(sheetOf)]
  }, [styles])

  const isResponsive = state?.config.responsive !== false
  useLayoutEffect(() => {
    const element = elementRef.current!
    const measureSize = () => {
      const { clientWidth, clientHeight } = element
      // A hidden page keeps its last size.
      if (clientWidth === 0) return
      const hundredths = {
        vw: clientWidth,
        vh: clientHeight,
        vmin: Math.min(clientWidth, clientHeight),
        vmax: Math.max(clientWidth, clientHeight),
      }
      element.style.setProperty(REM, REM_LENGTH)
      element.style.setProperty(RPX, isResponsive ? `${clientWidth / 750}px` : '0.5px')
      for (const [unit, length] of Object.entries(hundredths))
        element.style.setProperty(VIEWPORT_UNIT + unit, `${length / 100}px`)
    }
    measureSize()
    const observer = new ResizeObserver(measureSize)
    observer.observe(element)
    return () => observer.disconnect()
    // The observer is only called before the next frame, and the app may measure the page earlier.
  }, [isResponsive, isVisible])

  useEffect(() => listenForGestures(elementRef.current!, host.emit), [host])
  useEffect(() => listenForHover(elementRef.current!), [])

  function scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = elementRef.current!
    const distance = Number.parseFloat(String(state?.config.onReachBottomDistance ?? 50)) || 0
    const isAtBottom = scrollHeight - clientHeight - scrollTop <= distance
    onScroll({ scrollTop, scrollHeight }, isAtBottom && !wasAtBottom.current)
    wasAtBottom.current = isAtBottom
  }

  return (
    <div
      ref={elementRef}
      class="page-view"
      data-app-view={isVisible ? page.route : undefined}
      hidden={!isVisible}
      inert={!isVisible}
      style={state?.config.backgroundColor ? `background:${state.config.backgroundColor}` : undefined}
      onScroll={scrolled}
    />
  )
}
