import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, extname, join, relative, resolve, sep } from 'node:path'
import { placesIn } from './axml/compile-template.ts'
import { mistakeAt, readJson } from './json.ts'
import type { Problem } from './types.ts'

/** The files of a project by their names: relative to the folder of `app.json`, or `node_modules/…`. */
export interface ProjectFiles {
  /** The folder of `app.json`. */
  readonly root: string
  readonly alias: { readonly [prefix: string]: string }
  nameOf(path: string): string
  pathOf(name: string): string
  exists(name: string): boolean
  /** Whether a path may be read: only files of the project and of packages. */
  allows(path: string): boolean
  read(name: string): string
  /** The first existing file with that name and one of the extensions. */
  withExtension(name: string, extensions: readonly string[]): string | undefined
  /**
   * Resolves the `src` of a file: a relative path, a path from the root, an alias, or a package. Extensions are tried in order.
   */
  resolve(src: string, from: string, extensions: readonly string[]): string | undefined
  /** The name of the package in `src`, if it is not installed for `from`. */
  missingPackage(src: string, from: string): string | undefined
  json(name: string, report: (problem: Problem) => void): { readonly [name: string]: unknown }
}

/** `projectRoot` is where `mini.project.json` and `node_modules` are. */
export function createProjectFiles(
  root: string,
  projectRoot: string,
  alias: { readonly [prefix: string]: string } = {},
  { draft, onRead }: { draft?(path: string): string | undefined; onRead?(path: string): void } = {},
): ProjectFiles {
  /** The folder with the `node_modules` that each package was found in. */
  const homes = new Map<string, string>()
  const packageIn = (name: string) => /^node_modules\/(?:@[^/]+\/)?[^/]+/.exec(name)?.[0]
  const realRoot = realPath(projectRoot)
  const isFile = (path: string) => {
    onRead?.(path)
    return draft?.(path) !== undefined || (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)
  }

  const files: ProjectFiles = {
    root,
    alias,
    nameOf(path) {
      const absolute = resolve(root, path)
      const inside = relative(root, absolute)
      if (!inside.startsWith('..') && !inside.startsWith('node_modules')) return inside.split(sep).join('/')
      const at = absolute.indexOf(`${sep}node_modules${sep}`)
      if (at < 0) return inside.split(sep).join('/')
      const name = absolute
        .slice(at + 1)
        .split(sep)
        .join('/')
      const inPackage = packageIn(name)
      if (inPackage !== undefined && !homes.has(inPackage)) homes.set(inPackage, absolute.slice(0, at))
      return name
    },
    pathOf: (name) => resolve(homes.get(packageIn(name) ?? '') ?? root, name),
    exists: (name) => isFile(files.pathOf(name)),
    allows(path) {
      // Symbolic links may lead outside of the project.
      const real = realPath(path)
      return isBelow(realRoot, real) || real.includes(`${sep}node_modules${sep}`)
    },
    read(name) {
      const path = files.pathOf(name)
      if (!files.allows(path)) throw new Error(`${name} is outside of the project, so it is not read.`)
      onRead?.(path)
      return (draft?.(path) ?? readFileSync(path, 'utf8')).replace(/^\uFEFF/, '')
    },
    withExtension: (name, extensions) => {
      const path = files.pathOf(name)
      for (const extension of extensions)
        if (isFile(path + extension) && files.allows(path + extension)) return files.nameOf(path + extension)
      return undefined
    },
    resolve(src, from, extensions) {
      if (src === '' || /^[a-z][\w+.-]*:/i.test(src)) return undefined
      const folder = dirname(files.pathOf(from))
      for (const candidate of candidates(src, folder)) {
        for (const extension of ['', ...extensions]) {
          const path = candidate + extension
          if ((extension !== '' || extname(path) !== '') && files.allows(path) && isFile(path))
            return files.nameOf(path)
        }
      }
      return undefined
    },
    missingPackage(src, from) {
      const name = packageOf(src)
      if (name === undefined || existsSync(join(root, name.split('/')[0]!))) return undefined
      return homeOf(name, dirname(files.pathOf(from))) === undefined ? name : undefined
    },
    json(name, report) {
      const text = files.read(name)
      // Editors create empty JSON files, and public mini-programs contain them.
      if (text.trim() === '') return {}
      const { value, problem } = readJson(text)
      if (problem === undefined) return isRecord(value) ? value : {}
      const place = placesIn(text)(mistakeAt(text, problem))
      const lenient = readJson(withoutComments(text))
      report({
        severity: lenient.problem === undefined ? 'warning' : 'error',
        message: `This is not valid JSON: ${problem}`,
        details: { code: 'json-invalid', problem },
        file: name,
        ...place,
      })
      return isRecord(lenient.value) ? lenient.value : {}
    },
  }

  function* candidates(src: string, folder: string): Generator<string> {
    if (src.startsWith('/')) {
      yield join(root, src)
      return
    }
    yield resolve(folder, src)
    if (src.startsWith('.')) return
    const prefix = Object.keys(alias)
      .filter((each) => src.startsWith(each))
      .sort((a, b) => b.length - a.length)[0]
    if (prefix !== undefined) yield resolve(alias[prefix]!, src.slice(prefix.length))
    yield resolve(root, src)
    yield* inPackages(src, folder)
  }

  /**
   * The possible paths of `antd-mini/es/Button/index`: in the package, and in the folder that its package.json names for
   * mini-programs.
   */
  function* inPackages(src: string, folder: string): Generator<string> {
    const name = packageOf(src)
    const home = name === undefined ? undefined : homeOf(name, folder)
    if (name === undefined || home === undefined) return
    const rest = src.slice(name.length)
    yield home + rest
    const folders = ['miniprogram_dist']
    try {
      const { miniprogram } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
      if (typeof miniprogram === 'string') folders.unshift(miniprogram)
    } catch {
      // A folder without a readable package.json is still a package.
    }
    for (const inner of folders) yield join(home, inner, rest)
  }

  return files
}

/** The package name in a path: `antd-mini` in `antd-mini/es/Button/index`. */
const packageOf = (src: string) => /^(?:@[^/]+\/)?[^./@][^/]*/.exec(src)?.[0]

/** The folder of an installed package, resolved from another folder. */
function homeOf(name: string, folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const home = join(at, 'node_modules', name)
    if (existsSync(home)) return home
    if (dirname(at) === at) return undefined
  }
}

const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}

function isBelow(folder: string, path: string): boolean {
  const inside = relative(folder, path)
  return inside !== '' && !inside.startsWith('..') && resolve(folder, inside) === path
}

/** Editors allow comments and trailing commas. */
const withoutComments = (text: string) =>
  text
    .replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string: string | undefined) => string ?? '')
    .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, string: string | undefined) => string ?? '')
