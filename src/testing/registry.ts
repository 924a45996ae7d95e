import type { TestMy } from './create-test-my.ts'
import type { Pages } from './run-page.ts'

/** What other modules need of a kit, in addition to its public members. */
export interface Internals {
  /** The globals of its app, in addition to `my`. */
  readonly globals: Pages['globals']
  /** Drops pending calls. */
  abandon(): void
  /** Throws an error of the test's own code that only the app could see. */
  check(): void
}

interface Registry {
  /** The kit that a part belongs to, because a test may pass any part to a matcher. */
  readonly kits: WeakMap<object, TestMy>
  readonly internals: WeakMap<object, Internals>
}

const REGISTRY = Symbol.for('photosalbum.testing.kits')

/** On `globalThis`, because after `jest.resetModules()` the matchers of one copy meet kits of another. */
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
  throw new TypeError('Expected a phone from createTestMy() or installMy(), or its my, album or calls.')
}

export function internalsOf({ my }: TestMy): Internals {
  return registry().internals.get(my)!
}
