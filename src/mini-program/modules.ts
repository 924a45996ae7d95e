import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, extname, isAbsolute, resolve } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import type * as esbuild from 'esbuild'
import type { Description } from '../core/problem-details.ts'
import { fromBase64 } from '../util/encoding.ts'
import { context as createContext, transform } from './esbuild.ts'
import { MISSING_MODULE, PHONE_NAMES } from './phone-scope.ts'
import type { Problem } from './types.ts'

/** A script of the app or an `.sjs` file, which can be run by its name. */
export interface Entry {
  readonly name: string
  /** An absolute path. */
  readonly path: string
}

export interface ModulesOptions {
  /** The folder of `app.json`, from which paths such as `/utils/a` are resolved. */
  readonly root: string
  /** Prefixes of import specifiers, with the folders that they stand for. */
  readonly alias: { readonly [prefix: string]: string }
  /** Whether a file may be read. */
  readonly allows: (path: string) => boolean
  /** Called for every file that was looked for and is missing. */
  readonly onRead: (path: string) => void
  /** The text of a file, by its name. */
  readonly read: (name: string) => string
  /** The name of a file in messages and in the source map. */
  readonly nameOf: (path: string) => string
}

export interface BundledModules {
  readonly code: string
  /** A source map, as JSON. Its sources are named by `nameOf`. */
  readonly map: string
  readonly problems: readonly Problem[]
}

export interface ModuleBundler {
  bundle(entries: readonly Entry[]): Promise<BundledModules>
  dispose(): Promise<void>
}

const LOADERS: { readonly [extension: string]: esbuild.Loader } = {
  '.js': 'js',
  '.mjs': 'js',
  '.cjs': 'js',
  '.sjs': 'js',
  '.jsx': 'jsx',
  '.ts': 'ts',
  '.tsx': 'tsx',
  '.json': 'json',
}

/** In the order in which they are tried. */
const EXTENSIONS = ['.js', '.ts', '.json', '.mjs', '.cjs', '.sjs', '.jsx', '.tsx'] as const

const ENTRY = 'photosalbum:entry'

/**
 * esbuild treats every file that ends with `.mjs` as an ES module, even after its conversion to CommonJS, so these files get
 * another name.
 */
const RENAMED = '.commonjs.js'
const nameForEsbuild = (file: string) => (file.endsWith('.mjs') ? file + RENAMED : file)
const fileOf = (name: string) => (name.endsWith(`.mjs${RENAMED}`) ? name.slice(0, -RENAMED.length) : name)
const RESOLVING = Symbol('resolving')

/**
 * The maximum number of builds. Some errors appear only after others are gone, so each build leaves out what failed in the
 * previous one.
 */
const MAX_BUILDS = 20

/**
 * Bundles all scripts of an app into one, as a function of the phone's global scope. Every module is converted to CommonJS
 * before esbuild reads it. This allows `import` and `module.exports` in one file, imports of names that do not exist, and
 * modules that run in the order in which pages are opened. A module that cannot be compiled throws when it runs; an import that
 * cannot be resolved returns a placeholder.
 */
export function createModuleBundler({ root, alias, allows, read, onRead, nameOf }: ModulesOptions): ModuleBundler {
  let entries: readonly Entry[] = []
  let problems: Problem[] = []
  /**
   * Modules that cannot be used, with the error message. The key is the folder and specifier of the import, or the path of the
   * module.
   */
  const broken = new Map<string, string>()
  const transformed = new Map<string, { readonly source: string; readonly contents: string }>()
  const prefixes = Object.keys(alias).sort((a, b) => b.length - a.length)

  const plugin: esbuild.Plugin = {
    name: 'mini-program',
    setup(build) {
      build.onResolve({ filter: new RegExp(`^${ENTRY}$`) }, () => ({ path: ENTRY, namespace: 'entry' }))
      build.onLoad({ filter: /.*/, namespace: 'entry' }, () => ({
        contents: `module.exports = {\n${entries
          .map(({ name, path }) => `${JSON.stringify(name)}: () => require(${JSON.stringify(path)}),`)
          .join('\n')}\n}`,
        resolveDir: root,
      }))
      build.onResolve({ filter: /^\// }, ({ path, kind, importer, resolveDir }) => {
        // Only the list of entries contains absolute paths.
        if (importer === ENTRY || kind === 'entry-point' || broken.has(missingKey(path, resolveDir))) return undefined
        const relative = `./${path.replace(/^\/+/, '')}`
        return fileAt(root, relative) ?? build.resolve(relative, { resolveDir: root, kind, importer })
      })
      if (prefixes.length > 0)
        build.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
          const prefix = prefixes.find((each) => path.startsWith(each))
          if (prefix === undefined || importer.includes('node_modules')) return undefined
          return build.resolve(`./${path.slice(prefix.length)}`, { resolveDir: alias[prefix]!, kind, importer })
        })
      build.onResolve({ filter: /.*/ }, ({ path, resolveDir }) =>
        broken.has(missingKey(path, resolveDir))
          ? { path: missingKey(path, resolveDir), namespace: 'missing' }
          : undefined,
      )
      build.onResolve({ filter: /^\.\.?\// }, ({ path, resolveDir }) => fileAt(resolveDir, path))
      // Otherwise esbuild would treat CommonJS as ES modules in a package with `"type": "module"`.
      build.onResolve({ filter: /.*/ }, async ({ path, pluginData, namespace, ...from }) => {
        if (pluginData === RESOLVING) return undefined
        if (namespace === 'entry') return path.endsWith('.mjs') ? { path: nameForEsbuild(path) } : undefined
        const { errors, path: found } = await build.resolve(path, { ...from, namespace, pluginData: RESOLVING })
        return errors.length > 0 || !isAbsolute(found) ? undefined : { path: nameForEsbuild(found) }
      })
      build.onLoad({ filter: /.*/, namespace: 'missing' }, () => ({ contents: `module.exports = ${MISSING_MODULE}` }))
      build.onLoad({ filter: /\.(?:[mc]?js|sjs|jsx|tsx?|json)$/ }, async (known) => {
        const path = fileOf(known.path)
        const name = nameOf(path)
        if (!allows(path)) {
          const message = `${name} is outside of the project, so it is not read.`
          problems.push({
            severity: 'error',
            message,
            details: { code: 'file-outside-project', file: name },
            file: name,
          })
          return { contents: throwing(message) }
        }
        const message = broken.get(path)
        if (message !== undefined) return { contents: throwing(message), loader: 'js' }
        return await load(path, name)
      })
    },
  }

  async function load(path: string, name: string): Promise<esbuild.OnLoadResult> {
    const source = read(name)
    const loader = LOADERS[extname(path)]!
    // A file that is not an ES module needs no transformation.
    if (loader === 'json' || (loader === 'js' && !/\b(import|export)\b/.test(source)))
      return { contents: source, loader }
    const known = transformed.get(path)
    if (known?.source === source) return { contents: known.contents, loader: 'js', resolveDir: dirname(path) }
    try {
      const { code } = await transform(source, {
        loader,
        format: 'cjs',
        // Relative to its own folder, which is that of the source map.
        sourcefile: basename(path),
        sourcemap: 'inline',
        sourcesContent: true,
        logLevel: 'silent',
        // The decorators that TypeScript projects use.
        tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
      })
      // In a file that mixes both module systems, the properties that it adds to `exports` are exported as well.
      let contents = code.replace(/^module\.exports = __toCommonJS\(/m, 'module.exports = exports = __toCommonJS(')
      if (/\bexport\s+default\b/.test(source)) contents = atEnd(contents, MEMBERS_OF_DEFAULT)
      else if (path.endsWith('.sjs')) contents = atEnd(contents, DEFAULT_OF_SJS)
      if (path.endsWith('.sjs')) contents = namingConstructors(contents)
      transformed.set(path, { source, contents })
      return { contents, loader: 'js', resolveDir: dirname(path) }
    } catch (thrown) {
      const { errors } = thrown as esbuild.TransformFailure
      if (!errors) throw thrown
      const found = errors.map((error) => problemOf(error, name))
      problems.push(...found)
      return { contents: throwing(found[0]!.message), loader: 'js' }
    }
  }

  let context: Promise<esbuild.BuildContext> | undefined
  const build = async () => {
    context ??= createContext({
      entryPoints: [ENTRY],
      plugins: [plugin],
      bundle: true,
      write: false,
      outfile: 'app.js',
      format: 'cjs',
      platform: 'neutral',
      mainFields: ['module', 'main'],
      conditions: ['module'],
      resolveExtensions: [...EXTENSIONS],
      target: 'es2022',
      define: { 'process.env.NODE_ENV': '"development"' },
      // Names of functions and classes may be shown to the developer, and take part in what Taro does.
      keepNames: false,
      sourcemap: 'external',
      sourceRoot: '',
      absWorkingDir: root,
      logLevel: 'silent',
      logLimit: 0,
      banner: {
        // Missing modules are looked up at run time, so that `try { require('x') } catch {}` works.
        js: `globalThis.__photosalbumProgram = function (${[...PHONE_NAMES, MISSING_MODULE].join(', ')}) { var module = { exports: {} }, require = function (name) { throw new Error('There is no "' + name + '".') };`,
      },
      footer: { js: 'return module.exports\n}' },
    })
    return await (await context).rebuild()
  }

  return {
    async bundle(given) {
      entries = given
      broken.clear()
      const lasting: Problem[] = []
      for (let round = 0; ; round++) {
        problems = []
        try {
          const { outputFiles } = await build()
          const text = (name: string) => outputFiles!.find(({ path }) => path.endsWith(name))!.text
          return { code: text('app.js'), map: text('app.js.map'), problems: [...lasting, ...problems] }
        } catch (thrown) {
          const { errors } = thrown as esbuild.BuildFailure
          if (!errors || round === MAX_BUILDS) throw thrown
          lasting.push(...errors.map((error) => leaveOut(error)))
        }
      }
    },
    async dispose() {
      await (await context)?.dispose()
    },
  }

  /** Reports the files that an import could refer to, because the app restarts once one of them is created. */
  function lookedFor(specifier: string, importer: string): void {
    const isRooted = specifier.startsWith('/')
    if (!isRooted && !specifier.startsWith('.')) return
    const path = resolve(isRooted ? root : dirname(importer), specifier.replace(/^\/+/, ''))
    for (const ending of ['', '.js', '.ts', '.json', '/index.js']) onRead(path + ending)
  }

  /** Excludes the failed module from the next build, and returns the problem. */
  function leaveOut(error: esbuild.Message): Problem {
    const { location, text } = error
    const place = location && placeOf(location)
    if (!location || !place) return { severity: 'error', ...invalid(text) }
    const importer = fileOf(resolve(root, location.file))
    const isOther = text.startsWith('No loader')
    if (!isOther && !text.startsWith('Could not resolve')) {
      const description = invalid(text)
      broken.set(importer, description.message)
      return { severity: 'error', ...description, ...place }
    }
    // The specifier in the source, since one with a slash or an alias was resolved by another name.
    const written = /^(["'])(.*?)\1/s.exec(location.lineText.slice(location.column))?.[2]
    const missing = written ?? /"(.*)"/s.exec(text)?.[1] ?? ''
    lookedFor(missing, importer)
    const description = isOther ? notScript(missing) : noSuchModule(missing)
    broken.set(missingKey(missing, dirname(importer)), description.message)
    return { severity: 'error', ...description, ...place }
  }

  /** esbuild reports positions in the transformed module; its own map leads back to the source. */
  function placeOf({ file, line, column }: esbuild.Location): Pick<Problem, 'file' | 'line' | 'column'> {
    const path = fileOf(resolve(root, file))
    const contents = transformed.get(path)?.contents
    const encoded = contents && /\n\/\/# sourceMappingURL=data:application\/json;base64,(\S+)/.exec(contents)?.[1]
    if (encoded) {
      const map = new TraceMap(new TextDecoder().decode(fromBase64(encoded)))
      const found = originalPositionFor(map, { line, column })
      if (found.source !== null) return { file: nameOf(path), line: found.line, column: found.column + 1 }
    }
    return { file: nameOf(path), line, column: column + 1 }
  }
}

/**
 * Finds the file of most imports without esbuild, which reads every folder above the file to resolve an import, and a home
 * folder may have thousands of entries.
 */
function fileAt(folder: string, specifier: string): esbuild.OnResolveResult | undefined {
  if (specifier.endsWith('/')) return undefined
  const path = resolve(folder, specifier)
  for (const extension of ['', ...EXTENSIONS])
    if (statSync(path + extension, { throwIfNoEntry: false })?.isFile())
      return { path: nameForEsbuild(realpathSync(path + extension)) }
  return undefined
}

const missingKey = (specifier: string, folder: string) => `${folder}\0${specifier}`

const throwing = (message: string) => `throw new Error(${JSON.stringify(message)})`

/**
 * Makes the members of a default export importable by name, as apps and SJS files do: `export default { save }` and `import {
 * save }`. They are not enumerable, so that loops over the exports do not see them.
 */
const MEMBERS_OF_DEFAULT =
  '(() => { const all = module.exports, main = all && all.default; if (main && typeof main === "object") for (const name of Object.keys(main)) if (!(name in all)) Object.defineProperty(all, name, { get: () => main[name], configurable: true }) })();'

/** The reverse: an SJS file without a default export is imported as a whole, which converted projects rely on. */
const DEFAULT_OF_SJS =
  'if (module.exports.__esModule) Object.defineProperty(module.exports, "default", { value: module.exports, configurable: true });'

/**
 * In SJS, `value.constructor` is the name of its type, `"Array"` (official page: 数据类型). Converted projects compare it with
 * `Array` itself, so that works as well. Strings in the source are not changed.
 */
const CONSTRUCTOR = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\.constructor\b(?!\s*(?:\??\.\s*name\b|[!=]==?\s*[A-Z]))/g

const namingConstructors = (code: string) =>
  code.replace(CONSTRUCTOR, (found) => (found.startsWith('.') ? `${found}?.name` : found))

/** Appends code to a module, before its source map. */
const atEnd = (code: string, added: string) =>
  code.replace(/(\n\/\/# sourceMappingURL=|$)/, (end) => `\n;${added}${end}`)

const notScript = (specifier: string): Description => ({
  message: `"${specifier}" is not a script, so it cannot be imported. Use its path instead.`,
  details: { code: 'import-not-script', specifier },
})

function noSuchModule(specifier: string): Description {
  if (/^(\.{0,2}\/)/.test(specifier)) {
    const hasExtension = /\.\w+$/.test(specifier)
    return {
      message: `There is no "${specifier}"${hasExtension ? '' : `, "${specifier}.js" or "${specifier}/index.js"`}.`,
      details: { code: 'module-missing', specifier, hasExtension },
    }
  }
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  return noPackage(specifier, name)
}

export const noPackage = (specifier: string, name: string): Description => ({
  message: `There is no package "${specifier}". Install it in the project: npm install ${name}`,
  details: { code: 'package-missing', specifier, package: name },
})

const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`)

/** Phones run scripts as functions, so top-level `await` is an error there. */
const OUTSIDE_ASYNC = /^(Top-level await|Cannot use "await" outside|"await" can only be used inside)/

function invalid(text: string): Description {
  if (OUTSIDE_ASYNC.test(text)) {
    return {
      message:
        'await outside of an async function does not run on a phone. Move it into one, such as async onLoad() {}.',
      details: { code: 'await-outside-async' },
    }
  }
  const problem = sentence(text)
  return { message: `Syntax error: ${problem} Correct the file.`, details: { code: 'script-invalid', problem } }
}

function problemOf({ text, location }: esbuild.Message, file: string): Problem {
  return {
    severity: 'error',
    ...invalid(text),
    file,
    ...(location && { line: location.line, column: location.column + 1 }),
  }
}
