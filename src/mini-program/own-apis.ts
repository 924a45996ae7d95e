/** The features of pages, components and SJS that are not APIs, by their names in `my.canIUse`. */
const FEATURES = new Set(
  `component component.$selectComponent component.createIntersectionObserver component.createSelectorQuery
  component.observers component.relations mixin page.$batchedUpdates page.$spliceData
  page.createIntersectionObserver page.createSelectorQuery page.events.onBack page.mixins
  page.onShareAppMessage.async page.setData.callback sjs.event`.split(/\s+/),
)

interface WithCanIUse {
  canIUse?(query: string): boolean
}

/** A query for a member of a member, such as `ap.nsf`. */
const isMember = (own: Readonly<Record<string, unknown>>, query: unknown) => {
  const [name = '', member = '', ...rest] = String(query).split('.')
  const object = Object.hasOwn(own, name) ? own[name] : undefined
  return rest.length === 0 && typeof object === 'object' && object !== null && Object.hasOwn(object, member)
}

/**
 * Adds APIs to a `my`: those about pages, which only the runtime of the app can implement. They are looked up on each access,
 * as they may depend on the device. `features` are other names that `my.canIUse` knows.
 */
export function withOwnApis<My extends object>(
  my: My,
  own: () => Readonly<Record<string, unknown>>,
  features: Readonly<Record<string, boolean>> = {},
): My {
  const ofMy = (query: string) => (my as WithCanIUse).canIUse?.(query) ?? false
  const canIUse = (query: unknown) => {
    const name = String(query).split('.')[0]!
    if (Object.hasOwn(features, name)) return features[name]
    if (FEATURES.has(String(query))) return true
    // The parameters and results of such an API are only known if the phone has it as well.
    return (
      ofMy(String(query)) || (Object.hasOwn(own(), name) && (query === name || !ofMy(name))) || isMember(own(), query)
    )
  }
  const added = (name: PropertyKey): unknown => {
    if (name === 'canIUse') return canIUse
    return Object.hasOwn(own(), name) ? own()[name as string] : undefined
  }
  const names = () => [...Object.keys(own()), 'canIUse']
  /** Properties that the app or a test assigned take precedence. */
  const assigned = new Set<PropertyKey>()
  const isAdded = (name: PropertyKey) => added(name) !== undefined && !assigned.has(name)
  return new Proxy(my, {
    get: (target, name) => (isAdded(name) ? added(name) : Reflect.get(target, name)),
    has: (target, name) => added(name) !== undefined || name in target,
    set(target, name, value) {
      assigned.add(name)
      return Reflect.set(target, name, value)
    },
    defineProperty(target, name, descriptor) {
      // Restoring a spy assigns the original function.
      if (descriptor.value !== undefined && descriptor.value === added(name)) assigned.delete(name)
      else assigned.add(name)
      return Reflect.defineProperty(target, name, { configurable: true, ...descriptor })
    },
    ownKeys: (target) => [...new Set([...Reflect.ownKeys(target), ...names()])],
    getOwnPropertyDescriptor: (target, name) =>
      isAdded(name)
        ? { value: added(name), configurable: true, enumerable: true, writable: true }
        : Reflect.getOwnPropertyDescriptor(target, name),
  })
}
