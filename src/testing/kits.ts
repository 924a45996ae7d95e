import type { TestMy } from './create-test-my.ts'
import type { Pages } from './run-page.ts'

/** Which kit a part belongs to: a test passes any of them to a matcher. */
const kits = new WeakMap<object, TestMy>()
const globals = new WeakMap<object, Pages['globals']>()

export function register(kit: TestMy, own: Pages['globals']): void {
  for (const part of [kit, kit.my, kit.album, kit.album.photos, kit.calls]) kits.set(part, kit)
  globals.set(kit.my, own)
}

export function kitOf(part: unknown): TestMy {
  const kit = typeof part === 'object' && part !== null ? kits.get(part) : undefined
  if (kit) return kit
  throw new TypeError(
    'This is neither what createTestMy() or installMy() made, nor its my, album or calls: pass one of these.',
  )
}

/** What its app finds on `globalThis`, beside `my`. */
export function globalsOf({ my }: TestMy): Pages['globals'] {
  return globals.get(my)!
}
