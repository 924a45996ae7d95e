import type { MaybePromise } from '../core/types.ts'
import { copyOfData } from '../mini-program/data.ts'

/**
 * A script of the app: its source text, a function that imports its module (`() => import('./poster.js')`), the module
 * itself, or the object that it passes to `Page`. A module finds `my` and `Page` on `globalThis`, see `installMy`.
 */
export type Script = string | (() => MaybePromise<unknown>) | object

type Kind = 'App' | 'Page'
export type Definitions = Partial<Record<Kind, object>>

export interface Loader {
  /** Runs a script. Returns its definitions, at least the requested `App` or `Page`. */
  (kind: Kind, script: Script): Promise<Definitions>
  /** Called when the running script calls `App` or `Page`. */
  define(kind: Kind, definition?: object): void
}

/** A module runs only once, however often it is imported, so its definitions are kept. */
const modules = new WeakMap<object, Definitions>()

/** `scope` holds the globals for scripts that are passed as text. */
export function createLoader(scope: object): Loader {
  let defined: Definitions = {}

  async function evaluate(kind: Kind, script: Script): Promise<unknown> {
    if (typeof script === 'object' && script !== null) return script
    checkScript(kind, script)
    defined = {}
    try {
      return typeof script === 'string' ? run(script, scope) : await script()
    } catch (thrown) {
      throw withHint(thrown)
    }
  }

  const load = async (kind: Kind, script: Script): Promise<Definitions> => {
    const result = await evaluate(kind, script)
    const module = typeof result === 'object' && result !== null ? result : {}
    const known = Object.keys(defined).length > 0 ? defined : modules.get(module)
    defined = {}
    if (known) modules.set(module, known)
    if (known?.[kind]) return known
    const definition = exported(module)
    // A copy, because `getApp()` returns one object for each definition, and phones must not share it.
    if (definition) return { ...known, [kind]: { ...definition } }
    if (typeof script === 'function' && result === undefined) {
      const remedy = 'Return the module, as in () => import(…), because it runs only once per test file'
      throw new TypeError(`The function neither called ${kind}({ … }) nor returned a module. ${remedy}.`)
    }
    throw new TypeError(`The script neither called ${kind}({ … }) nor exported an object to pass to it.`)
  }
  const define = (kind: Kind, definition: object = {}): void => {
    defined = { ...defined, [kind]: definition }
  }
  return Object.assign(load, { define })
}

function checkScript(kind: Kind, script: unknown): void {
  if (typeof script !== 'string' && typeof script !== 'function') {
    throw new TypeError(`The ${kind} is ${String(script)}. Pass a function that imports it, or its source text.`)
  }
  if (typeof script === 'string' && /^[\w@.:\\/-]+$/.test(script)) {
    const path = JSON.stringify(script)
    throw new TypeError(`${path} is a path, not source text. Pass a function, as in () => import(${path}).`)
  }
}

/** A module's default export, or the object itself, for pages that are tested without `Page`. */
function exported(module: object): object | undefined {
  const definition = 'default' in module ? module.default : module
  const usable = typeof definition === 'object' && definition !== null && Object.keys(definition).length > 0
  return usable ? definition : undefined
}

function run(text: string, scope: object): void {
  const body = `${text}\n//# sourceURL=photosalbum-page.js`
  new Function(...Object.keys(scope), body)(...Object.values(scope))
}

function withHint(thrown: unknown): unknown {
  if (thrown instanceof ReferenceError && /^(my|App|Page|getApp|getCurrentPages) is not/.test(thrown.message)) {
    const remedy = 'Call installMy() before runPage, because a module looks it up on globalThis'
    return new ReferenceError(`${thrown.message}. ${remedy}.`, { cause: thrown })
  }
  if (thrown instanceof SyntaxError && /import|export/.test(thrown.message)) {
    const remedy = 'Pass runPage a function that imports the file instead of its text'
    return new SyntaxError(`${thrown.message}. ${remedy}.`, { cause: thrown })
  }
  return thrown
}

interface StandIn {
  readonly app: { globalData?: unknown }
  readonly globalData: object
}

const standIns = new WeakMap<object, StandIn>()

/**
 * The object that `getApp()` returns for a definition that was passed to `App`. Each launch resets it, but it stays the same
 * object, and so does its `globalData`: a module runs only once and may have started with `const app = getApp()`.
 */
export function standInOf(definition: object): object {
  const { app, globalData } = standIns.get(definition) ?? { app: {}, globalData: {} }
  standIns.set(definition, { app, globalData })
  for (const part of [app, globalData]) for (const name of Object.keys(part)) Reflect.deleteProperty(part, name)
  Object.defineProperties(app, Object.getOwnPropertyDescriptors(definition))
  const data = copyOfData(app.globalData)
  const isPlain = typeof data === 'object' && data !== null && !Array.isArray(data)
  if (data !== undefined) app.globalData = isPlain ? Object.assign(globalData, data) : data
  return app
}
