import type { Signal } from '@preact/signals'
import { createContext, type FunctionComponent } from 'preact'
import { useContext } from 'preact/hooks'
import type { Json, Rect } from '../../../src/mini-program/types.ts'
import type { Attributes, LiveElement, LiveNode } from './nodes.ts'
import type { StyleAssets } from './style-assets.ts'

/** A component of the platform that consists of more than its element, such as `swiper`. */
export type BasicComponent = FunctionComponent<{ node: LiveElement }>

/** A component that is an element with its children, such as `view`. */
export interface PlainComponent {
  own?(attributes: Attributes): OwnAttributes | undefined
}

/** What a component adds to the attributes that every element has. */
export interface OwnAttributes {
  readonly with?: { readonly [name: string]: unknown }
  readonly class?: string
  readonly style?: string
}

/** What a view needs from the phone around it. */
export interface ViewHost {
  /** The component of a tag. */
  component(tag: string): BasicComponent | PlainComponent
  /** Sends an event of a node to the program. */
  emit(
    node: LiveNode,
    type: string,
    event?: { detail?: Json; touches?: readonly Json[]; more?: { [name: string]: Json } },
  ): void
  /** Loads a picture by a path of the app: from its package, its files, a `data:` URL or the network. */
  loadPicture(path: string): Promise<Blob>
  /** The pictures and fonts of styles. */
  readonly assets: StyleAssets
  /** What the app drew on its canvases, by id. */
  readonly canvases: Signal<ReadonlyMap<string, ImageBitmap>>
  /** Reports something that is not simulated, once by name, with the line that uses it. */
  report(node: LiveNode, message: string): void
  /** The sheet that is shown over the phone's screen. */
  readonly sheet: Signal<Sheet | undefined>
}

/** A bottom sheet with columns of choices, as `picker` opens it. */
export interface Sheet {
  readonly title: string
  readonly columns: readonly (readonly string[])[]
  readonly selected: readonly number[]
  /** `undefined` when the sheet was cancelled. */
  close(selected: readonly number[] | undefined): void
}

export const ViewHostContext = createContext<ViewHost | undefined>(undefined)

export function useViewHost(): ViewHost {
  const host = useContext(ViewHostContext)
  if (!host) throw new Error('A view was drawn outside of a page.')
  return host
}

/** The page that an element is drawn on. */
export function pageOf(element: Element | undefined): HTMLElement | undefined {
  const root = element?.getRootNode()
  return root instanceof ShadowRoot ? (root.host as HTMLElement) : undefined
}

/**
 * How large the phone is drawn, by one of its parts. The app and its styles measure in the phone's own pixels, the events
 * of the pointer in those of the window.
 */
export const scaleOf = (part: HTMLElement): number => part.getBoundingClientRect().width / part.offsetWidth || 1

/** Where an event of the pointer is, in the visible part of the page. */
export function pointIn(page: HTMLElement, { clientX, clientY }: MouseEvent): { x: number; y: number } {
  const { left, top } = page.getBoundingClientRect()
  const scale = scaleOf(page)
  return { x: (clientX - left) / scale, y: (clientY - top) / scale }
}

/** Where an element is on the page. */
export function rectIn(page: HTMLElement, element: Element): Rect {
  const outer = page.getBoundingClientRect()
  const inner = element.getBoundingClientRect()
  const scale = scaleOf(page)
  // Scaling back leaves errors that are smaller than what a browser can lay out.
  const unscaled = (length: number) => Math.round((length / scale) * 1000) / 1000
  return {
    left: unscaled(inner.left - outer.left) + page.scrollLeft,
    top: unscaled(inner.top - outer.top) + page.scrollTop,
    width: unscaled(inner.width),
    height: unscaled(inner.height),
  }
}
