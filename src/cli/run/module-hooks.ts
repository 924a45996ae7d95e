import { readFile } from 'node:fs/promises'
import type { LoadHook, ResolveHook } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { MessagePort } from 'node:worker_threads'
import { jsonModule } from '../../mini-program/json.ts'
import { missingModule } from './missing-module.ts'
import { isModule } from './module-syntax.ts'

/**
 * How a mini-program's modules find each other, where that is not how Node's do: an import without its ending, a
 * folder's `index.js`, `/util` from the app's own root, JSON without an attribute. Runs on Node's thread for such hooks.
 */
let root: string
let tell: MessagePort

export interface HookData {
  /** The app's folder, as a URL that ends in a slash. */
  readonly root: string
  /** Is told the URL of each module of the app that JavaScript is written in. */
  readonly tell: MessagePort
}

export function initialize(data: HookData): void {
  root = data.root
  tell = data.tell
}

const isOwn = (url: string | undefined): url is string =>
  url?.startsWith(root) === true && !url.includes('/node_modules/')

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const { parentURL } = context
  if (!isOwn(parentURL)) return nextResolve(specifier, context)
  if (!/^\.{0,2}\//.test(specifier)) return orMissing(() => nextResolve(specifier, context), specifier, parentURL)
  const path = specifier.startsWith('/') ? root + specifier.slice(1) : new URL(specifier, parentURL).href
  for (const candidate of [path, `${path}.js`, `${path}.mjs`, `${path.replace(/\/$/, '')}/index.js`]) {
    const found = await Promise.resolve(nextResolve(candidate, context)).catch(() => undefined)
    if (found) return found
  }
  return orMissing(() => nextResolve(specifier, context), specifier, parentURL)
}

const NOWHERE = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'])

async function orMissing<Found>(find: () => Promise<Found> | Found, specifier: string, parent: string): Promise<Found> {
  try {
    return await find()
  } catch (thrown) {
    throw NOWHERE.has(String((thrown as NodeJS.ErrnoException).code)) ? missingModule(specifier, parent) : thrown
  }
}

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!isOwn(url)) return nextLoad(url, context)
  if (url.endsWith('.json')) {
    const source = jsonModule(await readFile(new URL(url), 'utf8'), basename(fileURLToPath(url)))
    return { format: 'module', source, shortCircuit: true }
  }
  tell.postMessage(url)
  if (!url.endsWith('.js')) return nextLoad(url, context)
  const source = await readFile(new URL(url), 'utf8')
  // Whatever the package.json above it says: that one is about the tools around a mini-program, not about its pages.
  return isModule(source)
    ? { format: 'module', source, shortCircuit: true }
    : nextLoad(url, { ...context, format: 'commonjs' })
}
