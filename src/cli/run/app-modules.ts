import { readFileSync, realpathSync } from 'node:fs'
import Module, { register } from 'node:module'
import { join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { type HookData, isModule } from './module-hooks.ts'

/**
 * From here on, modules below `root` find each other as a mini-program's do. Returns a function that lists the URLs of
 * the modules loaded so far.
 */
export function loadAppModulesFrom(root: string): () => readonly string[] {
  const loaded: string[] = []
  const { port1, port2 } = new MessageChannel()
  const real = realpathSync(root)
  const data: HookData = { root: pathToFileURL(real + sep).href, loaded: port2 }
  register(`./module-hooks${import.meta.url.slice(-3)}`, import.meta.url, { data, transferList: [port2] })
  hookRequire(real)
  return () => {
    // Not an event listener: an error may arrive before the message about the module that threw it.
    for (let next = receiveMessageOnPort(port1); next; next = receiveMessageOnPort(port1)) loaded.push(next.message)
    return loaded
  }
}

type LoadedModule = Module & { _compile(source: string, filename: string, format: string): void }

/** What all tools that hook `require` use, although it is not in the types. */
const loader = Module as unknown as {
  _resolveFilename(request: string, parent: Module | undefined, ...rest: unknown[]): string
  readonly _extensions: { '.js'(module: LoadedModule, filename: string): void }
}

/** The same for `require` as `module-hooks.ts` for `import`: Node's hooks for `import` do not see it. */
function hookRequire(root: string): void {
  const isOwn = (path: string | undefined) =>
    path?.startsWith(root + sep) === true && !path.includes(`${sep}node_modules${sep}`)
  const { _resolveFilename: resolve } = loader
  loader._resolveFilename = (request, parent, ...rest) => {
    if (!request.startsWith('/') || !isOwn(parent?.filename)) return resolve.call(loader, request, parent, ...rest)
    try {
      return resolve.call(loader, join(root, request), parent, ...rest)
    } catch {
      return resolve.call(loader, request, parent, ...rest)
    }
  }
  const { '.js': load } = loader._extensions
  loader._extensions['.js'] = (module, filename) => {
    if (!isOwn(filename)) return load(module, filename)
    const source = readFileSync(filename, 'utf8')
    module._compile(source, filename, isModule(source) ? 'module' : 'commonjs')
  }
}
