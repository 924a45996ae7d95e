/**
 * The data that compiler, runtime and view exchange. A project is compiled on Node to a `Program`, which is plain JSON. The
 * program runs outside of the page (in a worker, on Node, in a test) and renders a tree of `ViewNode`s. A view draws that tree,
 * applies `ViewUpdate`s to it, and sends `ViewEvent`s. Everything in this file survives `JSON.parse(JSON.stringify(…))`.
 */

import type { ProblemDetails } from '../core/problem-details.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** An error in a project, or something in it that has no effect. The rest of the project runs. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  /** One English sentence. */
  readonly message: string
  /** The values that `message` is made of, for programs and translations. Absent for exceptions of the app's own code. */
  readonly details?: ProblemDetails
  /** Relative to the folder of `app.json`, with `/`. Files of packages begin with `node_modules/`. */
  readonly file?: string
  /** The first line is 1. */
  readonly line?: number
  /** The first column is 1. */
  readonly column?: number
  /** The stack of an exception of the app, with positions in the app's own files where they are known. */
  readonly stack?: string
}

// ---------------------------------------------------------------------------------------------- the compiled program

/** A compiled mini-program. `code` is its only part that is not data. */
export interface Program {
  readonly app: AppConfig
  /** Whether components get `onInit` and `deriveDataFromProps`. */
  readonly component2: boolean
  readonly globalObject: GlobalObject
  /**
   * Routes such as `pages/index/index`: `entryPagePath`, then `pages`, then `subPackages`. The first route is the home page.
   */
  readonly pages: readonly string[]
  /** Pages and components by path: routes, `components/card/card`, `node_modules/antd-mini/es/Button/index`. */
  readonly units: { readonly [path: string]: Unit }
  /** Templates by the path of their `.axml` file. */
  readonly templates: { readonly [file: string]: Template }
  /** CSS by the path of the file it was made from (`app.acss`, `pages/index/index.less`). See `TAG_PREFIX` and `RPX`. */
  readonly styles: { readonly [file: string]: string }
  /** The style of the app as a whole, applied to every page before all others. A key of `styles`. */
  readonly appStyle?: string
  /**
   * All modules of the app in one script, which assigns a function to `globalThis.__photosalbumProgram`: see `phone-scope.ts`.
   */
  readonly code: string
  /** The source map of `code`, as JSON. */
  readonly map: string
  /** `ext.json`, the configuration of an app that was created from a template. */
  readonly ext?: { readonly [name: string]: unknown }
  readonly problems: readonly Problem[]
}

/**
 * The value of `global` and `globalThis` in an app, by `globalObjectMode` of its `mini.project.json`: undefined, the real
 * global object, or an empty object. By default, neither name is defined, as documented. The output of uni-app for Vue 3
 * requires that there is no `global`.
 * https://opendocs.alipay.com/mini/03dbc3#globalObjectMode
 */
export type GlobalObject = 'legacy' | 'enable' | 'fake'

/** `app.json`, with types for the parts that the runtime reads. Other parts are kept unchanged. */
export interface AppConfig {
  readonly window: PageConfig
  readonly tabBar?: TabBar
  readonly permission?: Json
  readonly [name: string]: unknown
}

/** The tag of an app's own tab bar. Its component is in the folder of this name. */
export const TAB_BAR = 'customize-tab-bar'

export interface TabBar {
  /** Whether the app draws its tab bar by its own component. */
  readonly customize?: boolean
  readonly textColor?: string
  readonly selectedColor?: string
  readonly backgroundColor?: string
  readonly items: readonly {
    readonly pagePath: string
    readonly name: string
    readonly icon?: string
    readonly activeIcon?: string
  }[]
}

/** The JSON of a page or a component. A page's values are merged over those of `window` in `app.json`. */
export interface PageConfig {
  readonly defaultTitle?: string
  readonly titleBarColor?: string
  readonly navigationBarFrontColor?: string
  readonly transparentTitle?: string
  readonly titlePenetrate?: string
  readonly titleImage?: string
  readonly backgroundColor?: string
  readonly pullRefresh?: boolean | string
  readonly onReachBottomDistance?: number | string
  readonly [name: string]: unknown
}

/** A page or a component: the files with the same base name. */
export interface Unit {
  readonly kind: 'page' | 'component'
  /** Without an extension, relative to the folder of `app.json`. */
  readonly path: string
  readonly config: PageConfig
  /** Custom components by tag; values are keys of `units`. Includes those of `app.json`. */
  readonly components: { readonly [tag: string]: string }
  /** Abstract nodes of a component: tags whose component is chosen by the user of the component. */
  readonly generics?: readonly string[]
  /** Tags whose component cannot be found. The program has a problem for each. */
  readonly absent?: readonly string[]
  /** The file of its script, whose key in `Program.code` is `path`. */
  readonly script?: string
  /** A key of `templates`. */
  readonly template?: string
  /** A key of `styles`. */
  readonly style?: string
  /** For a component: the value of `ViewElement.scope` in its template. Its host element has `…-host`. */
  readonly scope?: string
  /**
   * For a component: whether `styleIsolation` limits its style to its own elements. If so, the selectors of `style` match only
   * elements of its scope, by `[data-scope~="…"]` in a form that does not increase their specificity.
   */
  readonly isolated?: boolean
}

/**
 * The selectors of ACSS contain names of components (`view`, `button`, `page`). In CSS these are custom elements with this
 * prefix: `mp-view`, `mp-button`, `mp-page`. A view draws each component as such an element, with any content that it needs.
 */
export const TAG_PREFIX = 'mp-'

/**
 * The CSS variable that holds the length of 1rpx. `20rpx` becomes `calc(20 * var(--rpx))`, in style sheets and in `style`
 * attributes alike. A view sets it on the page's root element, to 1/750 of the page's width.
 */
export const RPX = '--rpx'

/**
 * The CSS variable that holds the length of 1rem, which differs from 1rem of a web page.
 * https://uniapp.dcloud.net.cn/tutorial/syntax-css.html
 */
export const REM = '--mp-rem'
export const REM_LENGTH = '50px'

/**
 * The prefix of the CSS variables for other lengths that depend on the page, which a view sets as well: `--mp-vh` is 1vh of the
 * page, `--mp-safe-area-inset-bottom` is `env(safe-area-inset-bottom)`. Media queries for the size of the viewport become
 * container queries: a view draws the page in a size container.
 */
export const VIEWPORT_UNIT = '--mp-'
export const SAFE_AREA_INSET = '--mp-safe-area-inset-'

/** An `.axml` file. */
export interface Template {
  readonly file: string
  readonly nodes: readonly TemplateNode[]
  /** `<template name="…">` of this file. */
  readonly named: { readonly [name: string]: readonly TemplateNode[] }
  /** Files whose named templates this file can use; later ones take precedence and come first. Keys of `Program.templates`. */
  readonly imports: readonly string[]
  /** Names from `<import-sjs>`. `module` is a path in `Program.code`; `export` is absent for the default export. */
  readonly sjs: readonly { readonly name: string; readonly module: string; readonly export?: string }[]
}

interface Positioned {
  readonly line: number
  readonly column: number
}

export type TemplateNode =
  | TemplateText
  | TemplateElement
  | TemplateIf
  | TemplateFor
  | TemplateBlock
  | TemplateUse
  | TemplateSlot

export interface TemplateText extends Positioned {
  readonly type: 'text'
  readonly value: Expression
}

/** A basic or a custom component. Which of them is only known at run time, from `Unit.components` of its owner. */
export interface TemplateElement extends Positioned {
  readonly type: 'element'
  readonly tag: string
  /** In the order of the file, without directives. */
  readonly attributes: readonly TemplateAttribute[]
  readonly key?: Expression
  readonly children: readonly TemplateNode[]
  /** The slot of the enclosing custom component that it is passed into. */
  readonly slot?: Expression
  /** The variable that holds the values of a scoped slot. */
  readonly slotScope?: string
}

export interface TemplateAttribute extends Positioned {
  readonly name: string
  readonly value: Expression
}

export interface TemplateIf {
  readonly type: 'if'
  /** The last branch may have no condition. */
  readonly branches: readonly { readonly condition?: Expression; readonly children: readonly TemplateNode[] }[]
}

export interface TemplateFor extends Positioned {
  readonly type: 'for'
  readonly list: Expression
  readonly item: string
  readonly index: string
  /** `a:key`: the name of a member of the item, or `*this`. */
  readonly key?: string
  readonly children: readonly TemplateNode[]
}

/** `<block>`, or the content of an `<include>`. For the latter, `file` is the included file. */
export interface TemplateBlock {
  readonly type: 'block'
  readonly file?: string
  readonly children: readonly TemplateNode[]
  readonly slot?: Expression
  readonly slotScope?: string
}

/** `<template is data>` */
export interface TemplateUse extends Positioned {
  readonly type: 'use'
  readonly is: Expression
  readonly data?: Expression
  readonly key?: Expression
}

export interface TemplateSlot extends Positioned {
  readonly type: 'slot'
  readonly name?: Expression
  /** The values that it provides to the content of a scoped slot. */
  readonly attributes: readonly TemplateAttribute[]
  /** The fallback content, rendered if the slot is empty. */
  readonly children: readonly TemplateNode[]
  /** A slot may itself be passed into another slot. */
  readonly slot?: Expression
}

/** The expression between `{{` and `}}`, and the text around it. */
export type Expression =
  | { readonly op: 'literal'; readonly value: Json | undefined }
  | { readonly op: 'name'; readonly name: string }
  | { readonly op: 'member'; readonly object: Expression; readonly key: Expression }
  | { readonly op: 'call'; readonly callee: Expression; readonly arguments: readonly Expression[] }
  | { readonly op: 'unary'; readonly operator: string; readonly argument: Expression }
  | { readonly op: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly op: 'conditional'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
  | { readonly op: 'array'; readonly items: readonly Expression[] }
  | { readonly op: 'object'; readonly entries: readonly (readonly [key: Expression, value: Expression] | Expression)[] }
  | { readonly op: 'spread'; readonly argument: Expression }
  | { readonly op: 'function'; readonly parameters: readonly string[]; readonly body: Expression }
  /** Text with expressions in it. `undefined` and `null` become the empty string. */
  | { readonly op: 'text'; readonly parts: readonly Expression[] }

// ------------------------------------------------------------------------------------------------- the rendered tree

/** A node of a page. Its `id` is unique among all pages for as long as the app runs. */
export type ViewNode = ViewElement | ViewText | ViewComponent

/** A basic component: `view`, `button`, `image`… Unknown tags are kept as they are. */
export interface ViewElement {
  readonly id: number
  readonly tag: string
  /**
   * Names are in kebab-case (`hover-class`, `open-type`), as in the documentation; `data-…` and `aria-…` are included. `class`
   * and `style` are strings. Event handlers are not included. Values are not converted to their documented types:
   * `disabled="false"` is a string here, which counts as true.
   */
  readonly attributes: { readonly [name: string]: Json }
  /**
   * The types of events that the element handles, such as `tap` and `touchStart`, whichever way it binds them. With
   * `CATCHES_MOVES` if moving a finger on it must not scroll the elements around it.
   */
  readonly events: readonly string[]
  /** The scope of the component whose template contains the element: see `Unit.scope`. Rendered as `data-scope`. */
  readonly scope?: string
  readonly children: readonly ViewNode[]
  /** The position in the template, for tools. */
  readonly source?: Source
}

export interface ViewText {
  readonly id: number
  readonly text: string
}

/** A custom component. */
export interface ViewComponent {
  readonly id: number
  /** The tag that it is used with. */
  readonly tag: string
  /** A key of `Program.units`. */
  readonly component: string
  /**
   * Absent for a virtual component, which is the default: it has no element of its own, so its children take its place. With
   * `virtualHost: false` it is an element with these attributes (`id`, `class`, `style`, `data-…`).
   */
  readonly host?: { readonly attributes: { readonly [name: string]: Json }; readonly scope?: string }
  readonly children: readonly ViewNode[]
  readonly source?: Source
}

/** Included in `events` of an element that stops `touchMove`. */
export const CATCHES_MOVES = 'catchTouchMove'

/** A position in a template: file, line and column. */
export type Source = readonly [file: string, line: number, column: number]

// ---------------------------------------------------------------------------------------- from the program to the view

/** A message to the view, which applies messages completely and in order. */
export type ViewUpdate =
  /** A page was opened. `root` is its whole tree; the id of `root` is that of the page, its tag is `page`. */
  | { readonly type: 'open'; readonly page: number; readonly route: string; readonly root: ViewElement }
  /** A page changed. */
  | { readonly type: 'patch'; readonly page: number; readonly patches: readonly Patch[] }
  /**
   * The current pages, the visible one last. Pages that are in neither list were closed. `hidden` are tab pages that stay
   * alive.
   */
  | { readonly type: 'stack'; readonly stack: readonly PageState[]; readonly hidden: readonly number[] }

export interface PageState {
  readonly page: number
  readonly route: string
  readonly query: { readonly [name: string]: string }
  /** `window` of `app.json` and the page's own JSON, merged. */
  readonly config: PageConfig
  /** The position of the page in the tab bar, if it shows one. */
  readonly tab?: number
}

export type Patch =
  /** New values of attributes; `null` removes an attribute. For a component, the attributes of its host element. */
  | { readonly op: 'attributes'; readonly id: number; readonly attributes: { readonly [name: string]: Json } }
  | { readonly op: 'text'; readonly id: number; readonly text: string }
  | { readonly op: 'events'; readonly id: number; readonly events: readonly string[] }
  /**
   * `children.splice(start, removed, ...inserted)`. A number refers to a node that is kept: it was one of the removed children,
   * and must keep its state (entered text, scroll position).
   */
  | {
      readonly op: 'children'
      readonly id: number
      readonly start: number
      readonly removed: number
      readonly inserted: readonly (number | ViewNode)[]
    }
  /** Calls a method of the element, such as `focus` or `scrollTo`. */
  | { readonly op: 'call'; readonly id: number; readonly method: string; readonly arguments: readonly Json[] }

// ---------------------------------------------------------------------------------------- from the view to the program

/**
 * An event of a node. The view sends it for the innermost node only; the program captures and bubbles it. The view may omit
 * events that neither the node nor, for bubbling events, any of its ancestors handles.
 */
export interface ViewEvent {
  readonly page: number
  /** The innermost element, text or component. */
  readonly node: number
  /** As in `onTouchStart` without `on`: `touchStart`, `tap`, `change`, `scrollToLower`. */
  readonly type: string
  readonly detail?: Json
  readonly touches?: readonly Json[]
  readonly changedTouches?: readonly Json[]
  /** @default Date.now() */
  readonly timeStamp?: number
  /**
   * The positions of elements by id: of the node at least, and of ancestors that handle the event if that is cheap. `left` and
   * `top` are relative to the page.
   */
  readonly layout?: { readonly [id: number]: Rect }
  /** Additional members of the event object, such as `value` of an old component. */
  readonly more?: { readonly [name: string]: Json }
}

export interface Rect {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The events that bubble. All others are handled only by their own component. */
export const BUBBLING = ['tap', 'longTap', 'touchStart', 'touchMove', 'touchEnd', 'touchCancel'] as const

/** A request of the program for the layout of nodes, for `my.createSelectorQuery`. */
export interface LayoutRequest {
  readonly page: number
  /** Nodes by id, or the visible part of the page. */
  readonly nodes: readonly number[] | 'viewport'
  /**
   * `rect` and `size` are those of `getBoundingClientRect`, `scroll` the scroll offsets, `style` the computed values of these
   * properties.
   */
  readonly fields: { readonly rect?: boolean; readonly scroll?: boolean; readonly style?: readonly string[] }
}

/** One entry for each node, in the same order; `null` for a node that was removed. */
export type LayoutAnswer = readonly ({
  readonly rect?: Rect
  readonly scroll?: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
  readonly style?: { readonly [name: string]: string }
} | null)[]
