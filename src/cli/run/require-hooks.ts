import { readFileSync } from 'node:fs'
import Module from 'node:module'
import { join, sep } from 'node:path'
import { isModule } from './module-syntax.ts'

type Loaded = Module & { _compile(source: string, filename: string, format: string): void }

/** What every tool that hooks `require` stands on, though the types do not say so. */
const loader = Module as unknown as {
  _resolveFilename(request: string, parent: Module | undefined, ...rest: unknown[]): string
  readonly _extensions: { '.js'(module: Loaded, filename: string): void }
}

/** The same for `require` as `module-hooks.ts` for `import`: it has its own way to files, past those hooks. */
export function hookRequire(root: string): void {
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
