import type { MaybePromise } from '../core/types.ts'
import { copyOfData } from '../mini-program/page-data.ts'

/**
 * A script of the app: its text, what loads its module (`() => import('./poster.js')`), that module, or what it passes to
 * `Page`. A module finds `my` and `Page` on `globalThis`, where `installMy` puts them.
 */
export type Script = string | (() => MaybePromise<unknown>) | object

type Kind = 'App' | 'Page'
export type Definitions = Partial<Record<Kind, object>>

export interface Loader {
  /** What the script defines: at least its `App` or its `Page`, whichever is asked for. */
  (kind: Kind, script: Script): Promise<Definitions>
  /** A script that is being loaded calls `App` or `Page`. */
  define(kind: Kind, definition?: object): void
}

/** A module runs once, however often a test file imports it, and calls `Page` only then. */
const modules = new WeakMap<object, Definitions>()

/** `scope` is what the text of a script finds in its global scope. */
export function createLoader(scope: object): Loader {
  let defined: Definitions = {}

  async function evaluate(kind: Kind, script: Script): Promise<unknown> {
    if (typeof script === 'object' && script !== null) return script
    checkScript(kind, script)
    defined = {}
    try {
      return typeof script === 'string' ? run(script, scope) : await script()
    } catch (thrown) {
      throw hinted(thrown)
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
    // A copy, so that what stands for this app is not what stands for it on another phone.
    if (definition) return { ...known, [kind]: { ...definition } }
    if (typeof script === 'function' && result === undefined) {
      const remedy = 'return the module, as in () => import(…), since it runs only once per file'
      throw new TypeError(`The function never called ${kind}({ … }), and returned nothing: ${remedy}.`)
    }
    throw new TypeError(`The script never called ${kind}({ … }), and exports no object that could be one.`)
  }
  const define = (kind: Kind, definition: object = {}): void => {
    defined = { ...defined, [kind]: definition }
  }
  return Object.assign(load, { define })
}

function checkScript(kind: Kind, script: unknown): void {
  if (typeof script !== 'string' && typeof script !== 'function') {
    throw new TypeError(`The ${kind} is ${String(script)}: pass a function that imports it, or the text of its script.`)
  }
  if (typeof script === 'string' && /^[\w@.:\\/-]+$/.test(script)) {
    const path = JSON.stringify(script)
    throw new TypeError(`${path} is a path, not the text of a script: pass a function, as in () => import(${path}).`)
  }
}

/** For apps whose pages are tested without `Page`: a module's `default`, or the object itself. */
function exported(module: object): object | undefined {
  const definition = 'default' in module ? module.default : module
  const usable = typeof definition === 'object' && definition !== null && Object.keys(definition).length > 0
  return usable ? definition : undefined
}

function run(text: string, scope: object): void {
  const body = `${text}\n//# sourceURL=photosalbum-page.js`
  new Function(...Object.keys(scope), body)(...Object.values(scope))
}

function hinted(thrown: unknown): unknown {
  if (thrown instanceof ReferenceError && /^(my|App|Page|getApp|getCurrentPages) is not/.test(thrown.message)) {
    const remedy = 'call installMy() before runPage, since a module looks for it on globalThis'
    return new ReferenceError(`${thrown.message}: ${remedy}.`, { cause: thrown })
  }
  if (thrown instanceof SyntaxError && /import|export/.test(thrown.message)) {
    const remedy = 'pass runPage a function that imports the file, not its text'
    return new SyntaxError(`${thrown.message}: ${remedy}.`, { cause: thrown })
  }
  return thrown
}

interface StandIn {
  readonly app: { globalData?: unknown }
  readonly globalData: object
}

const standIns = new WeakMap<object, StandIn>()

/**
 * What `getApp()` answers: it stands for what a script gave to `App`, which itself never changes, and is as new at each
 * launch. It stays the same object, and so does its `globalData`: a module runs once, however often its app is launched,
 * and may have begun with `const app = getApp()`.
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
