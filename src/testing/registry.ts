import type { TestMy } from './create-test-my.ts'
import type { Pages } from './run-page.ts'

/** What the rest of this package needs of a kit, beside what a test sees. */
export interface Internals {
  /** What its app finds on `globalThis`, beside `my`. */
  readonly globals: Pages['globals']
  /** Drops the calls that are under way. */
  abandon(): void
  /** Throws what failed in the test's own code, where only the app could see it. */
  check(): void
}

interface Registry {
  /** Which kit a part belongs to: a test passes any of them to a matcher. */
  readonly kits: WeakMap<object, TestMy>
  readonly internals: WeakMap<object, Internals>
}

const REGISTRY = Symbol.for('photosalbum.testing.kits')

/** On `globalThis`, since the matchers of one copy of this package meet kits of another: after `jest.resetModules()`. */
function registry(): Registry {
  const known: unknown = Reflect.get(globalThis, REGISTRY)
  if (known) return known as Registry
  const value: Registry = { kits: new WeakMap(), internals: new WeakMap() }
  Object.defineProperty(globalThis, REGISTRY, { value })
  return value
}

export function register(kit: TestMy, internals: Internals): void {
  const known = registry()
  for (const part of [kit, kit.my, kit.album, kit.album.photos, kit.calls]) known.kits.set(part, kit)
  known.internals.set(kit.my, internals)
}

export function kitOf(part: unknown): TestMy {
  const kit = typeof part === 'object' && part !== null ? registry().kits.get(part) : undefined
  if (kit) return kit
  throw new TypeError(
    'This is neither what createTestMy() or installMy() made, nor its my, album or calls: pass one of these.',
  )
}

export function internalsOf({ my }: TestMy): Internals {
  return registry().internals.get(my)!
}
