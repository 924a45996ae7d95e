/**
 * What the parts of the runtime agree on. A project is compiled on Node to a `Program`, which is plain JSON. The program
 * runs where no page is (a worker, Node, a test) and shows a tree of `ViewNode`s. A view draws that tree, takes
 * `ViewUpdate`s for it and answers with `ViewEvent`s. Everything in this file survives `JSON.parse(JSON.stringify(…))`.
 */

import type { ProblemDetails } from '../core/problem-details.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Something that is wrong with a project, or that has no effect. The rest of the project runs. */
export interface Problem {
  readonly severity: 'error' | 'warning'
  /** One English sentence. */
  readonly message: string
  /** The values that `message` is made of, for programs and translations. Absent for what the app's own code threw. */
  readonly details?: ProblemDetails
  /** Relative to the folder of `app.json`, with `/`. Files of packages begin with `node_modules/`. */
  readonly file?: string
  /** The first line is 1. */
  readonly line?: number
  /** The first column is 1. */
  readonly column?: number
  /** The stack of what the app threw, in positions of the app's own files as far as they are known. */
  readonly stack?: string
}

// ---------------------------------------------------------------------------------------------- the compiled program

/** A mini-program that was compiled. `code` is the only part that is not data. */
export interface Program {
  readonly app: AppConfig
  /** Whether components get `onInit` and `deriveDataFromProps`. */
  readonly component2: boolean
  readonly globalObject: GlobalObject
  /** Routes such as `pages/index/index`: `entryPagePath`, then `pages`, then `subPackages`. The first one is the home page. */
  readonly pages: readonly string[]
  /** Pages and components by path: routes, `components/card/card`, `node_modules/antd-mini/es/Button/index`. */
  readonly units: { readonly [path: string]: Unit }
  /** Templates by the path of their `.axml` file. */
  readonly templates: { readonly [file: string]: Template }
  /** CSS by the path of the file it was made from (`app.acss`, `pages/index/index.less`). See `TAG_PREFIX` and `RPX`. */
  readonly styles: { readonly [file: string]: string }
  /** The style of the app as a whole, applied to every page before anything else. A key of `styles`. */
  readonly appStyle?: string
  /** The modules of the app, one script. It assigns a function to `globalThis.__photosalbumProgram`: see `phone-scope.ts`. */
  readonly code: string
  /** The source map of `code`, as JSON. */
  readonly map: string
  /** `ext.json`, the configuration of an app that was made from a template. */
  readonly ext?: { readonly [name: string]: unknown }
  readonly problems: readonly Problem[]
}

/**
 * What an app finds as `global` and `globalThis`, by `globalObjectMode` of its `mini.project.json`: nothing, the real
 * global object, or an object without anything in it. The document allows neither name by default, and the output of
 * uni-app for Vue 3 starts only where there is no `global`.
 * https://opendocs.alipay.com/mini/03dbc3#globalObjectMode
 */
export type GlobalObject = 'legacy' | 'enable' | 'fake'

/** `app.json`, with the parts that the runtime reads. The rest is kept as it is. */
export interface AppConfig {
  readonly window: PageConfig
  readonly tabBar?: TabBar
  readonly permission?: Json
  readonly [name: string]: unknown
}

/** The tag of an app's own tab bar, which is a component in the folder of this name. */
export const TAB_BAR = 'customize-tab-bar'

export interface TabBar {
  /** Whether the app draws its tab bar by a component of its own. */
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

/** A page or a component: the files of one name. */
export interface Unit {
  readonly kind: 'page' | 'component'
  /** Without an extension, relative to the folder of `app.json`. */
  readonly path: string
  readonly config: PageConfig
  /** Custom components by the tag they are used with; values are keys of `units`. Those of `app.json` are included. */
  readonly components: { readonly [tag: string]: string }
  /** Abstract nodes of a component: tags whose component may be named where it is used. */
  readonly generics?: readonly string[]
  /** Tags whose component cannot be found, which is among the problems of the program. */
  readonly absent?: readonly string[]
  /** The file of its script, which is in `Program.code` under `path`. */
  readonly script?: string
  /** A key of `templates`. */
  readonly template?: string
  /** A key of `styles`. */
  readonly style?: string
  /** Of a component: what its elements have in `ViewElement.scope`, and its own element as `…-host`. */
  readonly scope?: string
  /**
   * Of a component: whether `styleIsolation` keeps its style inside. Then the selectors of `style` match only elements of
   * its scope, by `[data-scope~="…"]` that adds nothing to their specificity.
   */
  readonly isolated?: boolean
}

/**
 * Selectors of ACSS name components (`view`, `button`, `page`). In CSS they are custom elements with this prefix:
 * `mp-view`, `mp-button`, `mp-page`. A view draws each component as such an element, with whatever it needs inside.
 */
export const TAG_PREFIX = 'mp-'

/**
 * The CSS variable that holds the length of 1rpx. `20rpx` becomes `calc(20 * var(--rpx))`, in style sheets and in `style`
 * attributes alike. A view sets it on the page's root element, to 1/750 of the page's width.
 */
export const RPX = '--rpx'

/**
 * The CSS variable that holds the length of 1rem, which is not that of web pages.
 * https://uniapp.dcloud.net.cn/tutorial/syntax-css.html
 */
export const REM = '--mp-rem'
export const REM_LENGTH = '50px'

/**
 * The CSS variables of the other lengths that depend on the page, which a view sets as well: `--mp-vh` is 1vh of the page,
 * and `--mp-safe-area-inset-bottom` what `env(safe-area-inset-bottom)` is on it. Media queries for the size of the viewport
 * become container queries: a view draws the page in a size container.
 */
export const VIEWPORT_UNIT = '--mp-'
export const SAFE_AREA_INSET = '--mp-safe-area-inset-'

/** An `.axml` file. */
export interface Template {
  readonly file: string
  readonly nodes: readonly TemplateNode[]
  /** `<template name="…">` of this file. */
  readonly named: { readonly [name: string]: readonly TemplateNode[] }
  /** Files whose named templates this file may use, the last one first. Keys of `Program.templates`. */
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

/** A basic component or a custom one; which one is known when it is shown, from `Unit.components` of its owner. */
export interface TemplateElement extends Positioned {
  readonly type: 'element'
  readonly tag: string
  /** In the order of the file, without directives. */
  readonly attributes: readonly TemplateAttribute[]
  readonly key?: Expression
  readonly children: readonly TemplateNode[]
  /** The slot of the surrounding custom component that it goes into. */
  readonly slot?: Expression
  /** The name of the variable with what the slot hands out. */
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

/** `<block>`, or what `<include>` brought in: then `file` is where its nodes are from. */
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
  /** What it hands out to a scoped slot. */
  readonly attributes: readonly TemplateAttribute[]
  /** What is shown if nothing was passed in. */
  readonly children: readonly TemplateNode[]
  /** A slot may itself be passed on into a slot. */
  readonly slot?: Expression
}

/** What is between `{{` and `}}`, and the text around it. */
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
  /** Text and expressions side by side. `undefined` and `null` are shown as nothing. */
  | { readonly op: 'text'; readonly parts: readonly Expression[] }

// ------------------------------------------------------------------------------------------------- the rendered tree

/** A node of a page. Its `id` is its own for as long as the app runs, across pages. */
export type ViewNode = ViewElement | ViewText | ViewComponent

/** A basic component: `view`, `button`, `image`… Unknown tags are kept as they are. */
export interface ViewElement {
  readonly id: number
  readonly tag: string
  /**
   * With names in kebab-case (`hover-class`, `open-type`), as the documents write them; `data-…` and `aria-…` as well.
   * `class` and `style` are texts. Event handlers are not among them. Values are not yet turned into their
   * documented types: `disabled="false"` is a text here, which counts as true.
   */
  readonly attributes: { readonly [name: string]: Json }
  /**
   * The types of events that the element handles, such as `tap` and `touchStart`, whichever way it binds them; with
   * `CATCHES_MOVES` if a finger on it scrolls nothing around it.
   */
  readonly events: readonly string[]
  /** The component that the element is written in: see `Unit.scope`. To be set as `data-scope`. */
  readonly scope?: string
  readonly children: readonly ViewNode[]
  /** Where it is written, for tools. */
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
   * Absent for a usual, virtual component: it has no element of its own, and its children stand where it is. With
   * `virtualHost: false` it is an element with these attributes (`id`, `class`, `style`, `data-…`).
   */
  readonly host?: { readonly attributes: { readonly [name: string]: Json }; readonly scope?: string }
  readonly children: readonly ViewNode[]
  readonly source?: Source
}

/** Among the events of an element that stops `touchMove`. */
export const CATCHES_MOVES = 'catchTouchMove'

/** A place in a template: file, line and column. */
export type Source = readonly [file: string, line: number, column: number]

// ---------------------------------------------------------------------------------------- from the program to the view

/** A message to the view. The view applies messages in order, and each one completely. */
export type ViewUpdate =
  /** A page was opened. `root` holds all of it; `id` of the root is the page's own id, its tag is `page`. */
  | { readonly type: 'open'; readonly page: number; readonly route: string; readonly root: ViewElement }
  /** A page changed. */
  | { readonly type: 'patch'; readonly page: number; readonly patches: readonly Patch[] }
  /** Which pages there are now, the visible one last. Those that are missing were closed. Tab pages may stay alive unseen. */
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
  /** New values of attributes; `null` removes one. For a component, those of its host element. */
  | { readonly op: 'attributes'; readonly id: number; readonly attributes: { readonly [name: string]: Json } }
  | { readonly op: 'text'; readonly id: number; readonly text: string }
  | { readonly op: 'events'; readonly id: number; readonly events: readonly string[] }
  /**
   * `children.splice(start, removed, ...inserted)`. A number refers to a node that is kept: it was a child of the same
   * node before this patch, among the removed ones, and must keep its state (what was typed, where it was scrolled to).
   */
  | {
      readonly op: 'children'
      readonly id: number
      readonly start: number
      readonly removed: number
      readonly inserted: readonly (number | ViewNode)[]
    }
  /** Ask the element for something, such as `focus` or `scrollTo`. */
  | { readonly op: 'call'; readonly id: number; readonly method: string; readonly arguments: readonly Json[] }

// ---------------------------------------------------------------------------------------- from the view to the program

/**
 * Something happened to a node. The view sends it for the innermost node only; capturing and bubbling happen in the
 * program. It may leave out events that neither the node nor, for bubbling ones, any of its ancestors handles.
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
   * Where elements are, by their id: at least the node, and its ancestors that handle the event if that is cheap.
   * `left` and `top` are relative to the page.
   */
  readonly layout?: { readonly [id: number]: Rect }
  /** Members of the event beside the documented ones, such as `value` of an old component. */
  readonly more?: { readonly [name: string]: Json }
}

export interface Rect {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Which events go up to the ancestors of the node. All others belong to their component alone. */
export const BUBBLING = ['tap', 'longTap', 'touchStart', 'touchMove', 'touchEnd', 'touchCancel'] as const

/** What the program asks the view about the layout of nodes, for `my.createSelectorQuery`. */
export interface LayoutRequest {
  readonly page: number
  /** Nodes by id, or the visible part of the page. */
  readonly nodes: readonly number[] | 'viewport'
  /** `rect` and `size` as of `getBoundingClientRect`, `scroll` the offsets, `style` the computed values of these names. */
  readonly fields: { readonly rect?: boolean; readonly scroll?: boolean; readonly style?: readonly string[] }
}

/** One for each node, in their order; `null` for one that is gone. */
export type LayoutAnswer = readonly ({
  readonly rect?: Rect
  readonly scroll?: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
  readonly style?: { readonly [name: string]: string }
} | null)[]
