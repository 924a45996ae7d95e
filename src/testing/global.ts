/**
 * `import { phone } from 'photosalbum/testing/global'`: a phone that is reset and installed on `globalThis` before every
 * test, and uninstalled after it. For runners with a global `beforeEach` and `afterEach`: Jest, Mocha, Vitest's `globals`.
 */
import { createTestMy } from './create-test-my.ts'
import { installMy } from './install-my.ts'

type Hook = (body: () => void) => void

function hook(name: 'beforeEach' | 'afterEach'): Hook {
  const found: unknown = Reflect.get(globalThis, name)
  if (typeof found === 'function') return found as Hook
  const remedy = 'import installMy from photosalbum/testing instead, and call it in a beforeEach of your runner'
  throw new Error(`photosalbum/testing/global needs a global ${name}, and this runner has none: ${remedy}.`)
}

export const phone = createTestMy()
let uninstall = (): void => {}

hook('beforeEach')(() => {
  // Runners skip this afterEach if another one has failed.
  uninstall()
  phone.reset()
  uninstall = installMy(phone).uninstall
})
hook('afterEach')(() => uninstall())
