import { createTestMy, internalsOf, register, type TestMy, type TestMyOptions } from './create-test-my.ts'

export interface InstalledMy extends TestMy {
  /** Restores `globalThis`, and drops pending calls as `reset` does. */
  uninstall(): void
}

/** Stored on `globalThis`, so that a second copy of this package in the same test finds it. */
const INSTALLED = Symbol.for('photosalbum.testing.installed')

/**
 * Puts `my`, `App`, `Page`, `getApp` and `getCurrentPages` on `globalThis`, where a mini-program expects them. `uninstall`
 * restores the previous globals.
 * @throws Error while another `my` is installed
 */
export function installMy(options: TestMyOptions | TestMy = {}): InstalledMy {
  const kit = 'runPage' in options ? options : createTestMy(options)
  const internals = internalsOf(kit)
  const globals = { my: kit.my, ...internals.globals }
  if (INSTALLED in globalThis) {
    throw new Error('Another my is installed on globalThis. Call its uninstall() first, in the afterEach of its test.')
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
