import type { Scope } from './evaluate.ts'
import type { Source, Unit } from './types.ts'

/** What a template gives for one state of the data. It is compared with what is shown already. */
export type VNode = VElement | VText | VComponent

export interface VElement {
  readonly kind: 'element'
  /** Among its siblings. The same key later means the same node. */
  readonly key: string
  readonly tag: string
  readonly attributes: { readonly [name: string]: unknown }
  readonly handlers: readonly Handler[]
  /** The types of events that it handles. */
  readonly events: readonly string[]
  /** `change:name`, with the function of SJS that listens. */
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
  /** Its unit. */
  readonly path: string
  readonly props: { readonly [name: string]: unknown }
  readonly slots?: Slots | undefined
  /** The names of the slots that the template gives something, `''` for the default one. */
  readonly slotNames: readonly string[]
  /** The page or component in whose template it is written. */
  readonly owner: Owner
  /** `ref`: a method of the owner, or a function. */
  readonly ref: unknown
  readonly source: Source
}

/** How an element binds an event. */
export interface Handler {
  readonly type: string
  readonly phase: 'capture' | 'bubble'
  /** Bound by `catch`: the event goes no further. */
  readonly stops: boolean
  /** The name of a method of the owner, or a function. */
  readonly value: unknown
}

/** What is passed into the slots of a component: content for one slot, with what the slot hands out. */
export type Slots = (name: string, given: { readonly [name: string]: unknown }) => VNode[]

/** A page or a component, as the templates see it. */
export interface Owner {
  readonly unit: Unit
  /** The component of a tag in its template, a key of the program's units. */
  component(tag: string): string | undefined
  /** Its names: `data`, then `props`. */
  readonly names: Scope
  readonly slots?: Slots | undefined
  /** What the rounds of `a:for` gave in the last rendering and in this one. */
  rounds: Rounds
  /** Classes that stand for those that were passed in. */
  externalClass(name: string): string | undefined
  /** The scope of the template that those classes were written in. */
  readonly externalScope?: string | undefined
  /** A function that calls a method, the same one each time. `undefined` if there is no such method. */
  bound(method: string): ((...values: unknown[]) => unknown) | undefined
}

/** What rounds of `a:for` gave, by the keys around them. */
export interface Rounds {
  readonly before: ReadonlyMap<string, Loop>
  readonly now: Map<string, Loop>
}

/** One `a:for`: what its rounds gave, and the data that they were rendered with. */
export interface Loop {
  /** A snapshot of what the rounds use beside their items. */
  readonly around: unknown
  readonly rounds: Map<
    string,
    {
      readonly item: unknown
      /** The item may be changed in place. */
      readonly snapshot: unknown
      readonly index: unknown
      readonly nodes: readonly VNode[]
    }
  >
}
