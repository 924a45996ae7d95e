import type { Description } from '../core/problem-details.ts'
import { changeData, type Data, dataAt, keysOf } from './data.ts'
import { type Definition, observes } from './definition.ts'
import type { Scope } from './evaluate.ts'
import type { LiveComponent, LiveElement } from './tree.ts'
import type { Unit } from './types.ts'
import type { Loops, Owner, Slots } from './vnode.ts'

type Method = (...values: unknown[]) => unknown

/** A page or a component as the app's own code sees it: `this`. */
export interface Instance {
  data: Data
  props?: Data
  [member: string]: unknown
}

/** The environment that pages and components need. */
export interface OwnerContext {
  /** Schedules a rendering after a change of data. */
  schedule(owner: LiveOwner): void
  /** Runs the app's own code, and reports its exceptions. */
  run(owner: LiveOwner | undefined, method: unknown, thisValue: unknown, values: readonly unknown[]): unknown
  warn(description: Description, owner: LiveOwner): void
}

/** `generic:item="my-item"` names the component of an abstract node `item`. */
export const GENERIC = 'generic:'

/** The maximum depth of observers that change the data that they observe. A phone would hang. */
const MAX_OBSERVER_DEPTH = 50

/** The state of a page or a component, and the methods that both have. */
export class LiveOwner implements Owner {
  readonly unit: Unit
  readonly definition: Definition
  readonly instance: Instance
  readonly names: Scope
  slots?: Slots | undefined
  externalScope?: string | undefined
  /** The node that it is rendered to. */
  node: LiveComponent | LiveElement | undefined
  loops: Loops = { before: new Map(), now: new Map() }
  alive = true
  dirty = false
  /** The data before the first change since the last rendering. */
  before: Data | undefined
  /** Whether a value has changed since the last rendering. Setting an equal value is not an update. */
  isUpdated = false
  /** The state that functions of SJS keep for it. */
  state?: object
  /** Callbacks of `setData` that wait for the next rendering. */
  callbacks: Method[] = []
  private readonly context: OwnerContext
  private readonly boundMethods = new Map<string, Method>()
  private observing = 0

  constructor(unit: Unit, definition: Definition, instance: Instance, context: OwnerContext, id?: number) {
    this.unit = unit
    this.definition = definition
    this.instance = instance
    this.context = context
    const own: Scope = id === undefined ? { values: {} } : { values: { $id: id } }
    this.names = {
      get values() {
        return instance.data ?? {}
      },
      parent: {
        get values() {
          return instance.props ?? {}
        },
        parent: own,
      },
    }
  }

  component(tag: string): string | undefined {
    const { generics, components } = this.unit
    const { vnode } = this.node ?? {}
    if (generics?.includes(tag) && vnode?.kind === 'component') {
      const given = vnode.props[GENERIC + tag]
      const path = typeof given === 'string' ? vnode.owner.component(given) : undefined
      if (path !== undefined) return path
    }
    return components[tag]
  }

  externalClass(name: string): string | undefined {
    if (!this.definition.externalClasses.includes(name)) return undefined
    const given = this.instance.props?.[name]
    return typeof given === 'string' ? given : ''
  }

  bound(method: string): Method | undefined {
    if (typeof this.instance[method] !== 'function') return undefined
    let bound = this.boundMethods.get(method)
    if (!bound) {
      bound = (...values) => (this.instance[method] as Method | undefined)?.apply(this.instance, values)
      this.boundMethods.set(method, bound)
    }
    return bound
  }

  /** Adds `setData`, `$spliceData` and `$batchedUpdates` to the instance, unless the app defines its own. */
  addMethods(): void {
    // Own properties of the instance, because frameworks look for them there and redefine them.
    for (const [name, value] of Object.entries(this.methods))
      if (!Object.hasOwn(this.instance, name))
        Object.defineProperty(this.instance, name, { value, writable: true, configurable: true })
  }

  private get methods(): { readonly [name: string]: Method } {
    return {
      setData: (patch, callback) => {
        this.change(patch, callback, (value) => () => value)
      },
      $spliceData: (patch, callback) => {
        this.change(patch, callback, (value) => {
          const [start = 0, deleteCount = 0, ...items] = Array.isArray(value) ? value : []
          return (old) => {
            const list = Array.isArray(old) ? [...old] : []
            list.splice(start, deleteCount, ...items)
            return list
          }
        })
      },
      // All changes in one turn of the event loop are rendered together anyway.
      $batchedUpdates: (change) => {
        if (typeof change === 'function') change.call(this.instance)
      },
    }
  }

  private change(patch: unknown, callback: unknown, changeTo: (value: unknown) => (old: unknown) => unknown): void {
    // A removed page or component ignores changes.
    if (!this.alive) return
    if (typeof patch !== 'object' || patch === null) {
      const type = typeof patch
      if (patch !== undefined && patch !== null)
        this.context.warn(
          { message: `setData takes an object, not a ${type}.`, details: { code: 'set-data-type', type } },
          this,
        )
    } else {
      this.willChange()
      const changed: string[][] = []
      for (const [path, value] of Object.entries(patch)) {
        if (value === undefined) {
          // Packages rely on this, and users cannot change their code.
          if (!this.unit.path.startsWith('node_modules/'))
            this.context.warn(
              {
                message: `setData does not set "${path}" to undefined.`,
                details: { code: 'set-data-undefined', path },
              },
              this,
            )
          continue
        }
        changeData(this.instance.data, path, (old) => {
          const next = changeTo(value)(old)
          this.isUpdated ||= next !== old
          return next
        })
        changed.push(keysOf(path))
      }
      this.observe(changed)
    }
    if (typeof callback === 'function') this.callbacks.push(callback.bind(this.instance))
    this.context.schedule(this)
  }

  /** Keeps the last rendered data, for `didUpdate`. */
  private willChange(): void {
    if (this.before !== undefined) return
    this.before = this.instance.data
    this.instance.data = { ...this.instance.data }
  }

  /** Calls each observer of the changed paths once. */
  observe(changed: readonly (readonly string[])[]): void {
    const { observers } = this.definition
    if (observers.length === 0 || changed.length === 0) return
    if (this.observing >= MAX_OBSERVER_DEPTH) {
      const message = 'An observer keeps changing the data that it observes.'
      this.context.warn({ message, details: { code: 'observer-endless' } }, this)
      return
    }
    this.observing++
    const all = { ...this.instance.props, ...this.instance.data }
    for (const { names, run } of observers) {
      if (!names.some((name) => changed.some((path) => observes(name, path)))) continue
      const values = names.map(({ keys }) => (keys.length === 0 ? all : dataAt(all, keys)))
      this.context.run(this, run, this.instance, values)
    }
    this.observing--
  }
}
