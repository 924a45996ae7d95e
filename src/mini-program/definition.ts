import { initialData, isObject } from './data.ts'

type Method = (...values: unknown[]) => unknown
type Raw = { readonly [name: string]: unknown }

/**
 * The argument of `Component`, `Page` or `Mixin`, merged with all mixins. Later members override earlier ones; all hooks run.
 */
export interface Definition {
  readonly props: { [name: string]: unknown }
  readonly methods: { [name: string]: unknown }
  /** `onInit`, `didMount` and the others, in the order in which they run. */
  readonly hooks: { [name: string]: Method[] }
  /** `created`, `attached` and the others. Empty unless `options.lifetimes` is set. */
  readonly lifetimes: { [name: string]: Method[] }
  readonly observers: readonly Observer[]
  readonly rootEvents: { [name: string]: Method[] }
  readonly relations: { readonly [name: string]: unknown }
  readonly options: { readonly [name: string]: unknown }
  readonly externalClasses: readonly string[]
  /** The instances of `Mixin()`. */
  readonly mixins: ReadonlySet<unknown>
  readonly ref?: Method
  data(owner: unknown): { [name: string]: unknown }
}

export interface Observer {
  readonly names: readonly ObservedName[]
  readonly run: Method
}

export interface ObservedName {
  readonly keys: readonly string[]
  /** Whether it ends with `.**`, as in `some.field.**`. */
  readonly deep: boolean
}

const HOOKS = ['onInit', 'deriveDataFromProps', 'didMount', 'didUpdate', 'didUnmount', 'onError'] as const

/** Merges a definition of a component with its mixins. */
export function defineComponent(definition: Raw): Definition {
  const mixins = new Set<unknown>()
  const parts = partsOf(definition, mixins)
  const merged = (name: string) =>
    Object.assign({}, ...parts.map((part) => part[name]).filter(isObject)) as { [name: string]: unknown }
  const options = merged('options')
  return {
    props: merged('props'),
    methods: Object.assign({}, ...parts.map(({ methods }) => (isObject(methods) ? membersOf(methods) : {}))),
    hooks: hooksOf(parts, HOOKS),
    lifetimes:
      options.lifetimes === true
        ? hooksOf(
            parts.map(({ lifetimes }) => (isObject(lifetimes) ? lifetimes : {})),
            ['created', 'attached', 'ready', 'moved', 'detached'],
          )
        : {},
    observers: options.observers === true ? parts.flatMap(({ observers }) => observersOf(observers)) : [],
    rootEvents: rootEventsOf(parts),
    relations: options.relations === true ? merged('relations') : {},
    options,
    externalClasses: parts.flatMap(({ externalClasses }) => (Array.isArray(externalClasses) ? externalClasses : [])),
    mixins,
    ...(typeof definition.ref === 'function' && { ref: definition.ref as Method }),
    data: (owner) => Object.assign({}, ...parts.map(({ data }) => initialData(data, owner))),
  }
}

/** The members that a page has from its definition and its mixins. */
export function definePage(definition: Raw): Definition & { readonly members: { [name: string]: unknown } } {
  const mixins = new Set<unknown>()
  const parts = partsOf(definition, mixins)
  const component = defineComponent(definition)
  const own = membersOf(definition)
  const mixed: { [name: string]: unknown } = {}
  for (const part of parts.slice(0, -1)) if (isObject(part.methods)) Object.assign(mixed, membersOf(part.methods))
  const events = isObject(definition.events) ? [definition.events as Raw] : []
  const mixinEvents = parts
    .slice(0, -1)
    .map(({ rootEvents }) => rootEvents)
    .filter(isObject)
  const options = isObject(definition.options) ? definition.options : {}
  return {
    ...component,
    props: {},
    methods: {},
    hooks: {},
    lifetimes: {},
    options,
    rootEvents: rootEventsOf([...mixinEvents, ...events].map((each) => ({ rootEvents: each }))),
    members: { ...mixed, ...own },
  }
}

type Filter = (definition: object) => unknown

/** Lets the filters of mixins change the definitions that use them (official page: 自定义组件扩展). */
export function filterDefinition(definition: object): void {
  for (const filter of filtersOf(definition) ?? []) filter(definition)
}

/**
 * The filters of the mixins of a definition. Each filter receives those of its own mixins, and decides whether to call them.
 */
function filtersOf(definition: object): Filter[] | undefined {
  const { mixins } = definition as Raw
  if (!Array.isArray(mixins) || mixins.length === 0) return undefined
  return mixins.flatMap((mixin: Raw | undefined) => {
    const filter = mixin?.definitionFilter
    return typeof filter === 'function' ? [(used: object) => filter.call(mixin, used, filtersOf(mixin!))] : []
  })
}

/** The parts of a definition in merge order: the mixins of its mixins, its mixins, and the definition itself. */
function partsOf(definition: Raw, mixins: Set<unknown>, seen = new Set<unknown>()): Raw[] {
  if (seen.has(definition)) return []
  seen.add(definition)
  const list = Array.isArray(definition.mixins) ? definition.mixins : []
  const before = list.filter(isObject).flatMap((mixin) => {
    mixins.add(mixin)
    return partsOf(mixin, mixins, seen)
  })
  return [...before, definition]
}

function hooksOf(parts: readonly Raw[], names: readonly string[]): { [name: string]: Method[] } {
  const hooks: { [name: string]: Method[] } = {}
  for (const name of names) {
    const list = parts.map((part) => part[name]).filter((each): each is Method => typeof each === 'function')
    if (list.length > 0) hooks[name] = list
  }
  return hooks
}

function rootEventsOf(parts: readonly Raw[]): { [name: string]: Method[] } {
  const events = parts.map(({ rootEvents }) => rootEvents).filter(isObject)
  return hooksOf(events, [...new Set(events.flatMap((each) => Object.keys(each)))])
}

function observersOf(observers: unknown): Observer[] {
  if (!isObject(observers)) return []
  return Object.entries(observers).flatMap(([names, run]) =>
    typeof run === 'function'
      ? [{ names: names.split(',').map((name) => observedName(name.trim())), run: run as Method }]
      : [],
  )
}

function observedName(name: string): ObservedName {
  const keys = name.split(/[.[\]]+/).filter((key) => key !== '')
  return keys.at(-1) === '**' ? { keys: keys.slice(0, -1), deep: true } : { keys, deep: false }
}

/** Whether an observer observes changes at a path. */
export const observes = ({ keys, deep }: ObservedName, changed: readonly string[]): boolean => {
  const shared = Math.min(keys.length, changed.length)
  for (let index = 0; index < shared; index++) if (keys[index] !== changed[index]) return false
  return deep || changed.length <= keys.length
}

/** All members of an object, including those of its class. */
export function membersOf(object: object): { [name: string]: unknown } {
  const members: { [name: string]: unknown } = {}
  const chain: object[] = []
  for (let each: object | null = object; each !== null && !isBase(each); each = Object.getPrototypeOf(each))
    chain.unshift(each)
  for (const each of chain)
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(each)))
      if (name !== 'constructor' && name !== '__proto__')
        Object.defineProperty(members, name, { ...descriptor, configurable: true })
  return members
}

/** Whether an object is `Object.prototype`, of this realm or another. */
const isBase = (object: object) => Object.getPrototypeOf(object) === null && Object.hasOwn(object, 'hasOwnProperty')
