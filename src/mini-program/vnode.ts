import type { Scope } from './evaluate.ts'
import type { Source, Unit } from './types.ts'

/** The result of rendering a template. It is compared with the nodes that are already shown. */
export type VNode = VElement | VText | VComponent

export interface VElement {
  readonly kind: 'element'
  /** The key among its siblings. A node with the same key in the next rendering is the same node. */
  readonly key: string
  readonly tag: string
  readonly attributes: { readonly [name: string]: unknown }
  readonly handlers: readonly Handler[]
  /** The types of events that it handles. */
  readonly events: readonly string[]
  /** `change:name`, with the SJS function that is called on changes. */
  readonly listeners: readonly { readonly name: string; readonly listener: unknown }[]
  readonly children: readonly VNode[]
  readonly owner: Owner
  readonly scope?: string | undefined
  readonly source: Source
}

export interface VText {
  readonly kind: 'text'
  readonly key: string
  readonly text: string
}

export interface VComponent {
  readonly kind: 'component'
  readonly key: string
  readonly tag: string
  /** The path of its unit. */
  readonly path: string
  readonly props: { readonly [name: string]: unknown }
  readonly slots?: Slots | undefined
  /** The slots that the template has content for; `''` is the default slot. */
  readonly slotNames: readonly string[]
  /** The page or component whose template contains it. */
  readonly owner: Owner
  /** `ref`: a method of the owner, or a function. */
  readonly ref: unknown
  readonly source: Source
}

/** How an element binds an event. */
export interface Handler {
  readonly type: string
  readonly phase: 'capture' | 'bubble'
  /** Whether it was bound with `catch`, which stops the event. */
  readonly stops: boolean
  /** The name of a method of the owner, or a function. */
  readonly value: unknown
}

/** Renders the content for a slot of a component. `given` are the values that a scoped slot provides. */
export type Slots = (name: string, given: { readonly [name: string]: unknown }) => VNode[]

/** A page or a component, as seen by templates. */
export interface Owner {
  readonly unit: Unit
  /** The component for a tag in its template, a key of the program's units. */
  component(tag: string): string | undefined
  /** The names in its expressions: `data`, then `props`. */
  readonly names: Scope
  readonly slots?: Slots | undefined
  /** The iterations of each `a:for` in the previous rendering and in this one. */
  loops: Loops
  /** The classes that were passed in for a name in `externalClasses`. */
  externalClass(name: string): string | undefined
  /** The scope of the template that contains those classes. */
  readonly externalScope?: string | undefined
  /** A function that calls a method. It is the same function each time. `undefined` if there is no such method. */
  bound(method: string): ((...values: unknown[]) => unknown) | undefined
}

/** The iterations of `a:for` loops, by the keys of the loops. */
export interface Loops {
  readonly before: ReadonlyMap<string, Loop>
  readonly now: Map<string, Loop>
}

/** One `a:for`: its rendered iterations, and the data that they depend on. */
export interface Loop {
  /** A snapshot of the other values that the iterations use. */
  readonly dependencies: unknown
  readonly iterations: Map<
    string,
    {
      readonly item: unknown
      /** A snapshot of the item, which may be changed in place. */
      readonly snapshot: unknown
      readonly index: unknown
      readonly nodes: readonly VNode[]
    }
  >
}
