import { createTestMy, type TestMy, type TestMyOptions } from './create-test-my.ts'
import { internalsOf, register } from './registry.ts'

export interface InstalledMy extends TestMy {
  /** Puts `globalThis` back to what it was, and drops the calls that are under way, as `reset` does. */
  uninstall(): void
}

/** On `globalThis`, since a second copy of this package in the same test must find it, too. */
const INSTALLED = Symbol.for('photosalbum.testing.installed')

/**
 * Puts `my`, `App`, `Page`, `getApp` and `getCurrentPages` on `globalThis`, as a mini-program finds them. What was there
 * before comes back with `uninstall`. Throws while another one is installed.
 */
export function installMy(options: TestMyOptions | TestMy = {}): InstalledMy {
  const kit = 'runPage' in options ? options : createTestMy(options)
  const internals = internalsOf(kit)
  const globals = { my: kit.my, ...internals.globals }
  if (INSTALLED in globalThis) {
    throw new Error('Another my is installed on globalThis: call its uninstall() first, in the afterEach of its test.')
  }
  const before = Object.keys(globals).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)
  const put = (name: PropertyKey, value: unknown) =>
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable: true, configurable: true })
  put(INSTALLED, kit)
  for (const [name, value] of Object.entries(globals)) put(name, value)

  let installed = true
  const uninstall = () => {
    if (!installed) return
    installed = false
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(globalThis, name, descriptor)
      else Reflect.deleteProperty(globalThis, name)
    }
    Reflect.deleteProperty(globalThis, INSTALLED)
    internals.abandon()
  }
  const own = { ...kit, uninstall }
  register(own, internals)
  return own
}
