import type { Signal } from '@preact/signals'
import { createContext, type FunctionComponent } from 'preact'
import { useContext } from 'preact/hooks'
import type { Json, Rect } from '../../../src/mini-program/types.ts'
import type { Attributes, LiveElement, LiveNode } from './nodes.ts'
import type { StyleAssets } from './style-assets.ts'

/** A basic component that consists of more than one element, such as `swiper`. */
export type BasicComponent = FunctionComponent<{ node: LiveElement }>

/** A basic component that is one element with its children, such as `view`. */
export interface PlainComponent {
  own?(attributes: Attributes): OwnAttributes | undefined
}

/** The attributes that a component adds to the common ones. */
export interface OwnAttributes {
  readonly with?: { readonly [name: string]: unknown }
  readonly class?: string
  readonly style?: string
}

/** The members of the phone that a view needs. */
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
  /** Resolves the pictures and fonts in styles. */
  readonly assets: StyleAssets
  /** The app's drawings on its canvases, by id. */
  readonly canvases: Signal<ReadonlyMap<string, ImageBitmap>>
  /** Reports a feature that is not simulated, once for each name, with the line that uses it. */
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
 * The scale at which the phone is drawn, measured at one of its parts. The app and its styles use the phone's own pixels,
 * pointer events use those of the window.
 */
export const scaleOf = (part: HTMLElement): number => part.getBoundingClientRect().width / part.offsetWidth || 1

/** The position of a pointer event, in the visible part of the page. */
export function pointIn(page: HTMLElement, { clientX, clientY }: MouseEvent): { x: number; y: number } {
  const { left, top } = page.getBoundingClientRect()
  const scale = scaleOf(page)
  return { x: (clientX - left) / scale, y: (clientY - top) / scale }
}

/** The position and size of an element on the page. */
export function rectIn(page: HTMLElement, element: Element): Rect {
  const outer = page.getBoundingClientRect()
  const inner = element.getBoundingClientRect()
  const scale = scaleOf(page)
  // Dividing by the scale causes rounding errors, which are smaller than what a browser can lay out.
  const unscaled = (length: number) => Math.round((length / scale) * 1000) / 1000
  return {
    left: unscaled(inner.left - outer.left) + page.scrollLeft,
    top: unscaled(inner.top - outer.top) + page.scrollTop,
    width: unscaled(inner.width),
    height: unscaled(inner.height),
  }
}
