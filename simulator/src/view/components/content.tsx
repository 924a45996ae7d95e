import { h } from 'preact'
import { useEffect } from 'preact/hooks'
import { compileLengths } from '../../../../src/mini-program/lengths.ts'
import { SPACES } from '../../../../src/mini-program/text-content.ts'
import { type Json, REM } from '../../../../src/mini-program/types.ts'
import { texts } from '../../texts/index.ts'
import { booleanOf, lengthOf, listOf, numberOf, textOf } from '../attributes.ts'
import { scaleFonts } from '../font-scale.ts'
import { type BasicComponent, type PlainComponent, pageOf, useViewHost } from '../host.ts'
import { NodeElement } from '../node-view.tsx'
import type { LiveElement } from '../nodes.ts'
import { setMarks } from '../rich-marks.ts'
import { usePictureUrl } from '../use-picture.ts'

export const Text: PlainComponent = {
  own(attributes) {
    const lines = numberOf(attributes['number-of-lines'], 0)
    const clamp =
      lines > 0 ? `display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:${lines};overflow:hidden` : ''
    const select = booleanOf(attributes.selectable) ? 'user-select:text;-webkit-user-select:text' : ''
    return { style: [clamp, select].filter(Boolean).join(';') }
  },
}

/** The `object-fit` and `object-position` of each mode. */
const MODES: { readonly [mode: string]: readonly [fit: string, position: string] } = {
  scaleToFill: ['fill', 'center'],
  aspectFit: ['contain', 'center'],
  aspectFill: ['cover', 'center'],
  widthFix: ['fill', 'center'],
  heightFix: ['fill', 'center'],
  top: ['none', 'top'],
  bottom: ['none', 'bottom'],
  center: ['none', 'center'],
  left: ['none', 'left'],
  right: ['none', 'right'],
  'top left': ['none', 'top left'],
  'top right': ['none', 'top right'],
  'bottom left': ['none', 'bottom left'],
  'bottom right': ['none', 'bottom right'],
}

export const Image: BasicComponent = ({ node }) => {
  const mode = textOf(node.attributes.value.mode, 'scaleToFill')
  return (
    <NodeElement node={node} with={{ 'data-mode': mode }}>
      <Picture node={node} mode={mode} />
    </NodeElement>
  )
}

export const CoverImage: BasicComponent = ({ node }) => (
  <NodeElement node={node}>
    <Picture node={node} mode="scaleToFill" />
  </NodeElement>
)

/** Loads the picture of an element through the phone, and emits `load` with its size or `error`. */
export function Picture({ node, mode }: { node: LiveElement; mode: string }) {
  const host = useViewHost()
  const { value: attributes } = node.attributes
  const source = textOf(attributes.src)
  const loaded = usePictureUrl(source, host.loadPicture, (error) =>
    host.emit(node, 'error', { detail: { errMsg: error instanceof Error ? error.message : String(error) } }),
  )
  /** Shown until `src` has loaded. */
  const byDefault = usePictureUrl(textOf(attributes['default-source']), host.loadPicture)
  const url = loaded ?? byDefault
  const [fit, position] = MODES[mode] ?? MODES.scaleToFill!
  if (url === undefined) return null
  return (
    <img
      src={url}
      alt={textOf(attributes['aria-label'])}
      draggable={false}
      style={`object-fit:${fit};object-position:${position}`}
      onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) => {
        if (loaded !== undefined) host.emit(node, 'load', { detail: { height: naturalHeight, width: naturalWidth } })
      }}
      onError={() => {
        if (loaded !== undefined) host.emit(node, 'error', { detail: { errMsg: `${source} could not be decoded.` } })
      }}
    />
  )
}

/** Shapes on a 24 × 24 grid, with the default colour of each type. */
const ICONS: { readonly [type: string]: readonly [color: string, path: string] } = {
  success: ['#22b35e', 'M12 2a10 10 0 100 20 10 10 0 000-20zm-1.2 14.2l-4-4 1.4-1.4 2.6 2.6 5.4-5.4 1.4 1.4z'],
  success_no_circle: ['#22b35e', 'M9.5 17.6L4 12.1l1.6-1.6 3.9 3.9 8.9-8.9L20 7.1z'],
  info: ['#1677ff', 'M12 2a10 10 0 100 20 10 10 0 000-20zm-1 5h2v2h-2zm0 4h2v6h-2z'],
  warn: ['#ff6430', 'M12 2a10 10 0 100 20 10 10 0 000-20zm-1 5h2v7h-2zm0 8h2v2h-2z'],
  waiting: ['#1677ff', 'M12 2a10 10 0 100 20 10 10 0 000-20zm-1 5h2v4.6l3.6 2-1 1.8-4.6-2.6z'],
  cancel: [
    '#ff3b30',
    'M12 2a10 10 0 100 20 10 10 0 000-20zm3.6 12.2l-1.4 1.4L12 13.4l-2.2 2.2-1.4-1.4 2.2-2.2-2.2-2.2 1.4-1.4 2.2 2.2 2.2-2.2 1.4 1.4-2.2 2.2z',
  ],
  download: ['#1677ff', 'M12 2a10 10 0 100 20 10 10 0 000-20zm1 5v6l2.3-2.3 1.4 1.4L12 16.8l-4.7-4.7 1.4-1.4L11 13V7z'],
  search: [
    '#b2b2b2',
    'M10.5 4a6.5 6.5 0 015.2 10.4l4 4-1.3 1.3-4-4A6.5 6.5 0 1110.5 4zm0 1.8a4.7 4.7 0 100 9.4 4.7 4.7 0 000-9.4z',
  ],
  clear: [
    '#b2b2b2',
    'M12 2a10 10 0 100 20 10 10 0 000-20zm3.6 12.2l-1.4 1.4L12 13.4l-2.2 2.2-1.4-1.4 2.2-2.2-2.2-2.2 1.4-1.4 2.2 2.2 2.2-2.2 1.4 1.4-2.2 2.2z',
  ],
  loading: ['#1677ff', 'M12 3a9 9 0 019 9h-2.2A6.8 6.8 0 0012 5.2z'],
}

export const Icon: BasicComponent = ({ node }) => {
  const { value: attributes } = node.attributes
  const type = textOf(attributes.type, 'success')
  const [color, path] = ICONS[type] ?? ICONS.info!
  const size = numberOf(attributes.size, 23)
  return (
    <NodeElement node={node} with={{ 'data-type': type }}>
      <svg viewBox="0 0 24 24" width={size} height={size} fill={textOf(attributes.color, color)} aria-hidden="true">
        <path d={path} />
      </svg>
    </NodeElement>
  )
}

export const Progress: BasicComponent = ({ node }) => {
  const { value: attributes } = node.attributes
  const percent = Math.max(0, Math.min(100, numberOf(attributes.percent, 0)))
  const height = lengthOf(attributes['stroke-width'] ?? 6)
  return (
    <NodeElement node={node}>
      <div
        class="mp-progress-track"
        role="progressbar"
        aria-label={textOf(attributes['aria-label'], 'progress')}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        style={`height:${height};background:${textOf(attributes['background-color'], '#ebebeb')}`}
      >
        <div
          class="mp-progress-bar"
          data-active={booleanOf(attributes.active) || undefined}
          style={`width:${percent}%;background:${textOf(attributes['active-color'], '#09bb07')}`}
        />
      </div>
      {booleanOf(attributes['show-info']) && <span class="mp-progress-info">{`${percent}%`}</span>}
    </NodeElement>
  )
}

/** The elements and attributes that `nodes` may contain (official page: rich-text). All others are removed. */
const RICH_TAGS =
  /^(a|abbr|address|article|aside|b|bdo|bdr|big|blockquote|br|caption|center|cite|code|col|colgroup|dd|del|div|dl|dt|em|fieldset|font|footer|h[1-6]|header|hr|i|img|ins|label|legend|li|mark|nav|ol|p|pre|q|rt|ruby|s|section|small|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|tr|tt|u|ul)$/
const RICH_ATTRIBUTES = /^(class|style|span|width|height|alt|src|start|type|colspan|rowspan|dir)$/
const MAX_DEPTH = 100

export const RichText: BasicComponent = ({ node }) => {
  const { nodes } = node.attributes.value
  const list = typeof nodes === 'string' ? parseHtml(nodes) : listOf(nodes)
  return (
    <NodeElement node={node}>
      {list.map((child, index) => (
        <RichNode key={index} node={child} owner={node} depth={0} />
      ))}
    </NodeElement>
  )
}

/** A node from the app, whose members may have any type. */
interface RichElement {
  readonly type?: Json
  readonly name?: Json
  readonly text?: Json
  readonly attrs?: Json
  readonly children?: Json
  readonly marks?: Json
}

function RichNode({ node, owner, depth }: { node: Json; owner: LiveElement; depth: number }) {
  const { type, name, text, attrs, children, marks } = (node ?? {}) as RichElement
  if (type === 'text' || (text !== undefined && text !== null)) return <>{richText(textOf(text), owner)}</>
  const tag = textOf(name).toLowerCase()
  if (depth > MAX_DEPTH || !RICH_TAGS.test(tag)) return null
  const own = Object.fromEntries(
    Object.entries(attrs ?? {}).flatMap(([key, value]) => (RICH_ATTRIBUTES.test(key) ? [[key, textOf(value)]] : [])),
  )
  if (own.style !== undefined) own.style = compileLengths(own.style)
  if (tag === 'img') return <RichPicture source={own.src ?? ''} attributes={own} marks={marks} />
  return h(
    tag,
    { ...own, 'data-scope': owner.scope, ref: (element: Element | null) => setMarks(element, marks) },
    listOf(children).map((child, index) => <RichNode key={index} node={child} owner={owner} depth={depth + 1} />),
  )
}

/** Decodes entities, and keeps spaces according to `space`. */
function richText(text: string, owner: LiveElement): string {
  const place = document.createElement('textarea')
  place.innerHTML = text.replaceAll('<', '&lt;')
  const space = SPACES[textOf(owner.attributes.value.space)]
  return space === undefined ? place.value : place.value.replaceAll(' ', space)
}

function RichPicture({
  source,
  attributes,
  marks,
}: {
  source: string
  attributes: { [name: string]: string }
  marks: RichElement['marks']
}) {
  const host = useViewHost()
  const url = usePictureUrl(source, host.loadPicture)
  return url === undefined ? null : <img alt="" {...attributes} src={url} ref={(element) => setMarks(element, marks)} />
}

/** Escaped, since the text of a node is decoded when it is shown. */
const escapeText = (text: string): string => text.replaceAll('&', '&amp;')

/** Parses HTML to nodes. A document from `DOMParser` runs no scripts and loads nothing. */
function parseHtml(html: string): Json[] {
  const convert = (element: Node): Json[] => {
    if (element.nodeType === Node.TEXT_NODE) return [{ type: 'text', text: escapeText(element.textContent ?? '') }]
    if (!(element instanceof Element)) return []
    const attrs = Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value]))
    return [{ name: element.localName, attrs, children: [...element.childNodes].flatMap(convert) }]
  }
  return [...new DOMParser().parseFromString(html, 'text/html').body.childNodes].flatMap(convert)
}

/** The default text size that `my.getSystemInfo` reports. */
const SYSTEM_FONT_SIZE = '16px'

/** Renders nothing, but changes the page that contains it. */
export const PageMeta: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const { value: attributes } = node.attributes
  const style = compileLengths(textOf(attributes['page-style']))
  const fontSize = lengthOf(attributes['page-font-size'])
  const rootFontSize = lengthOf(attributes['root-font-size'])
  const background = textOf(attributes['root-background-color']) || textOf(attributes['background-color'])
  useEffect(() => {
    const root = pageOf(node.dom)?.shadowRoot?.querySelector<HTMLElement>('mp-page')
    if (!root) return
    // A font size of the app's own setting is the default.
    const font = fontSize && fontSize !== 'system' ? `font-size:${fontSize};` : ''
    // The setting scales all text, whatever its unit.
    const rem = rootFontSize ? `${REM}:${rootFontSize === 'system' ? SYSTEM_FONT_SIZE : rootFontSize};` : ''
    root.style.cssText = rem + scaleFonts(font + style)
    return () => {
      root.style.cssText = ''
    }
  }, [style, fontSize, rootFontSize])
  useEffect(() => {
    const page = pageOf(node.dom)
    if (!page || !background) return
    // The background of the page's configuration, which is restored afterwards.
    const before = page.style.background
    page.style.background = background
    return () => {
      page.style.background = before
    }
  }, [background])
  const top = lengthOf(attributes['scroll-top'])
  useEffect(() => {
    const page = pageOf(node.dom)
    if (!page || top === undefined) return
    const behavior = numberOf(attributes['scroll-duration'], 300) > 0 ? 'smooth' : 'instant'
    page.scrollTo({ top: pixelsIn(top, page), behavior })
  }, [top])
  useEffect(() => {
    const page = pageOf(node.dom)
    if (!page) return
    const ended = new AbortController()
    const emitScroll = () => host.emit(node, 'scroll', { detail: { scrollTop: page.scrollTop } })
    page.addEventListener('scroll', emitScroll, { signal: ended.signal })
    return () => ended.abort()
  }, [node, host])
  return <NodeElement node={node} style="display:none" />
}

/** Converts a length to px, by the layout of the page. */
function pixelsIn(length: string, page: HTMLElement): number {
  const ruler = document.createElement('div')
  ruler.style.cssText = `position:absolute;height:${length}`
  page.shadowRoot?.append(ruler)
  const { height } = getComputedStyle(ruler)
  ruler.remove()
  return Number.parseFloat(height)
}

/** Covers the page, as on a phone, and names the web page that would be shown. */
export const WebView: BasicComponent = ({ node }) => {
  const host = useViewHost()
  const { notes } = texts.value.log
  useEffect(() => host.report(node, notes.webViewNotLoaded), [host, node])
  return (
    <NodeElement node={node}>
      <p class="mp-web-view-address">{textOf(node.attributes.value.src)}</p>
      <p>{notes.webViewNotLoaded}</p>
    </NodeElement>
  )
}
