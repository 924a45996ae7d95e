import { createMissingModule } from './missing-module.ts'
import type { GlobalObject } from './types.ts'

/**
 * Globals of a browser or of Node that a phone does not have. Modules of an app see them as undefined. `Function` stays, since
 * packages use it by name; the page that runs the app blocks code generation from strings.
 */
const MISSING = [
  'window',
  'document',
  'location',
  'history',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'caches',
  'fetch',
  'Request',
  'Response',
  'Headers',
  'XMLHttpRequest',
  'WebSocket',
  'WebTransport',
  'EventSource',
  'Worker',
  'SharedWorker',
  'BroadcastChannel',
  'MessageChannel',
  'cookieStore',
  'webkitRequestFileSystem',
  'importScripts',
  'close',
  'postMessage',
  'onmessage',
  'process',
  'Buffer',
  'setImmediate',
  'clearImmediate',
] as const

/** The global names that modules of an app can use, in addition to those of JavaScript. */
export const PHONE_NAMES = [
  'my',
  'App',
  'Page',
  'Component',
  'Mixin',
  'getApp',
  'getCurrentPages',
  'navigator',
  'console',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'getDate',
  'getRegExp',
  'requirePlugin',
  '$global',
  'global',
  'globalThis',
  'self',
  ...MISSING,
] as const

/** The name of the placeholder for unresolved imports. It is the last parameter of the scope, after `PHONE_NAMES`. */
export const MISSING_MODULE = '__photosalbumMissingModule'

export type PhoneScope = { readonly [Name in (typeof PHONE_NAMES)[number]]?: unknown }

/** The modules of an app by path. Each function runs its module once and returns the exports. */
export type Modules = { readonly [path: string]: () => unknown }

/**
 * The function that `Program.code` assigns to `globalThis.__photosalbumProgram`. Its parameters are `PHONE_NAMES` and
 * `MISSING_MODULE`, in order.
 */
export type ProgramFunction = (...scope: unknown[]) => Modules

/** Returns the function that the script of a program defined. Scripts are run by `importScripts`, a script element, or `vm`. */
export function takeProgramFunction(): ProgramFunction {
  const holder = globalThis as { __photosalbumProgram?: ProgramFunction }
  const taken = holder.__photosalbumProgram
  delete holder.__photosalbumProgram
  if (!taken) throw new Error('The script of the mini-program was not loaded.')
  return taken
}

/** Creates the global object of a phone: the globals of JavaScript and the given ones, without the missing ones. */
export function phoneScope(given: PhoneScope, globalObject: GlobalObject): unknown[] {
  const global: { [name: string]: unknown } = Object.create(globalThis, ofRealGlobal())
  // Not by assignment: some names have a setter that would change the real global object.
  const define = (values: { readonly [name: string]: unknown }) => {
    for (const [name, value] of Object.entries(values))
      Object.defineProperty(global, name, { value, configurable: true, enumerable: true, writable: true })
  }
  const visible = globalObject === 'fake' ? {} : global
  define(Object.fromEntries(PHONE_NAMES.map((name) => [name, undefined])))
  define({
    navigator: { swuserAgent: 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 AlipayClient/10.7.0' },
    console,
    getDate: (...values: []) => new Date(...values),
    getRegExp: (pattern: string, flags?: string) => new RegExp(pattern, flags),
    ...given,
    // Undocumented, but packages that support mini-programs, such as GrowingIO's, look for it there.
    $global: global,
    ...(globalObject !== 'legacy' && { global: visible, globalThis: visible }),
    self: global,
  })
  return [...PHONE_NAMES.map((name) => global[name]), createMissingModule()]
}

/** Members of the global object, such as `crypto` and `atob`, that throw when they are called on another object. */
function ofRealGlobal(): PropertyDescriptorMap {
  const members: PropertyDescriptorMap = {}
  let holder: object | null = globalThis
  for (; holder && !Object.hasOwn(holder, 'hasOwnProperty'); holder = Object.getPrototypeOf(holder))
    for (const [name, { get, value }] of Object.entries(Object.getOwnPropertyDescriptors(holder)))
      if (!Object.hasOwn(members, name)) {
        if (get) members[name] = readThrough(name)
        // Constructors work anywhere.
        else if (typeof value === 'function' && holder !== globalThis && !Object.hasOwn(value, 'prototype'))
          members[name] = { configurable: true, writable: true, value: value.bind(globalThis) }
      }
  return members
}

const readThrough = (name: string): PropertyDescriptor => ({
  configurable: true,
  get: () => Reflect.get(globalThis, name),
  set(this: object, value) {
    Object.defineProperty(this, name, { value, configurable: true, writable: true })
  },
})
