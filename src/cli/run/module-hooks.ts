import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import type { LoadHook, ResolveHook } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import type { MessagePort } from 'node:worker_threads'
import { importsIn, isPackage, noSuchFile } from '../../mini-program/imports.ts'
import { jsonModule } from '../../mini-program/json.ts'

/**
 * How a mini-program's modules find each other, where it differs from Node: an import without its extension, a folder's
 * `index.js`, `/util` from the app's root, JSON without an import attribute. Runs on Node's thread for module hooks.
 */
let root: string
let loaded: MessagePort

export interface HookData {
  /** The app's folder, as a URL that ends in a slash. */
  readonly root: string
  /** Receives the URL of each JavaScript module of the app. */
  readonly loaded: MessagePort
}

export function initialize(data: HookData): void {
  root = data.root
  loaded = data.loaded
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

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!isOwn(url)) return nextLoad(url, context)
  if (url.endsWith('.json')) {
    const source = jsonModule(await readFile(new URL(url), 'utf8'), basename(fileURLToPath(url)))
    return { format: 'module', source, shortCircuit: true }
  }
  loaded.postMessage(url)
  if (!url.endsWith('.js')) return nextLoad(url, context)
  const source = await readFile(new URL(url), 'utf8')
  // Whatever the package.json above it says: that is about the tools around a mini-program, not about its pages.
  return isModule(source)
    ? { format: 'module', source, shortCircuit: true }
    : nextLoad(url, { ...context, format: 'commonjs' })
}

// Not `import(…)` and `exports`. A comment or a string may contain such a line, too.
const MODULE_LINE = /^\s*(?:import\b\s*(?![(.])|export\b\s*[\w$*{])/m

/** Whether an app's script is a module: it uses `import`, `export`, or `await` at its top level, as no script may. */
export const isModule = (source: string) =>
  (MODULE_LINE.test(source) || (/\bawait\b/.test(source) && parsesIn('async function', source))) &&
  !parsesIn('function', source)

/** Whether it can be the body of such a function. One without `async` is how `require` runs a script. */
function parsesIn(kind: 'function' | 'async function', source: string): boolean {
  try {
    new Script(`(${kind} (exports, require, module) {${source.replace(/^#!.*/, '')}\n})`)
    return true
  } catch {
    return false
  }
}

const NOT_FOUND = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT'])

async function orMissing<Found>(find: () => Promise<Found> | Found, specifier: string, parent: string): Promise<Found> {
  try {
    return await find()
  } catch (thrown) {
    throw NOT_FOUND.has(String((thrown as NodeJS.ErrnoException).code)) ? missingModule(specifier, parent) : thrown
  }
}

/** Says which import leads nowhere, and where it is: Node names only whole paths, and no line. */
function missingModule(specifier: string, parent: string): Error {
  const from = fileURLToPath(parent)
  const why = isPackage(specifier) ? `There is no package "${specifier}".` : noSuchFile(specifier)
  const found = importsIn(readFileSync(from, 'utf8')).find((one) => one.specifier === specifier)
  // Only own properties cross over from the thread of the hooks.
  return Object.assign(new Error(why), { from, line: found?.line })
}
