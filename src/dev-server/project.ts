import { existsSync } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { SaveError } from '../core/errors.ts'
import { readJson } from '../mini-program/json.ts'

/** The folder of a mini-program, or a single page of it, as given on the command line. */
export interface Project {
  readonly root: string
  /** Reads the folder again: files come and go while the simulator runs. */
  describe(): Promise<ProjectDescription>
}

/** What the simulated phone needs to know about a project. Paths are relative to its root, with `/`, and end in `.js`. */
interface ProjectDescription {
  readonly name: string
  /** Runs before any page. */
  readonly app?: string
  readonly pages: readonly string[]
  /** `app.json`, as far as it could be read. */
  readonly config: unknown
  /** What is wrong with the project, for its developer. */
  readonly problem?: string
}

/** Opens a page or a folder, or throws `not-found`. Its root is the nearest folder above it with an `app.json`, if any. */
export async function openProject(target: string): Promise<Project> {
  const path = await find(target)
  if ((await stat(path)).isDirectory()) return openFolder(path)
  if (!/\.m?js$/.test(path)) {
    throw new SaveError('not-found', `"${target}" is not a .js file. Give a page.js or a folder.`, {
      details: { code: 'target-not-script', target },
    })
  }
  const root = await rootOf(dirname(path))
  return { root, describe: () => describe(root, [pathWithin(root, path)]) }
}

/** The extension of a script may be left out, as in `app.json`. */
async function find(target: string): Promise<string> {
  const path = resolve(target)
  for (const candidate of [path, `${path}.js`, `${path}.mjs`]) if (existsSync(candidate)) return candidate
  throw new SaveError('not-found', `There is no "${target}". Give a page.js or the folder of a mini-program.`, {
    details: { code: 'target-not-found', target },
  })
}

async function openFolder(folder: string): Promise<Project> {
  const root = await rootOf(folder)
  if (root !== folder) {
    if ((await pagesIn(root, folder)).length === 0) throw withoutPages(folder)
    return { root, describe: async () => describe(root, await pagesIn(root, folder)) }
  }
  const { pages, problem } = await describe(root)
  // A broken app.json can be repaired while the simulator runs, but an empty folder is the wrong one.
  if (pages.length === 0 && problem === noPage(root)) throw withoutPages(root)
  return { root, describe: () => describe(root) }
}

/** The pages in a folder of a mini-program: those that its `app.json` lists there, or else the scripts. */
async function pagesIn(root: string, folder: string): Promise<string[]> {
  const { config } = await readConfig(root)
  const prefix = `${pathWithin(root, folder)}/`
  const listed = pagesOf(config).filter((page) => page.startsWith(prefix))
  return listed.length > 0 ? listed : (await loosePages(folder)).map((page) => prefix + page)
}

const pathWithin = (root: string, path: string) => relative(root, path).split(sep).join('/')

async function rootOf(folder: string): Promise<string> {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if ((await textInside(candidate, 'app.json')) !== undefined) return candidate
    if (dirname(candidate) === candidate) return folder
  }
}

/** `asked`: the pages that were given; without any, those in `app.json`. */
async function describe(root: string, asked: readonly string[] = []): Promise<ProjectDescription> {
  const { config, problem: unreadable } = await readConfig(root)
  const listed = asked.length > 0 ? asked : pagesOf(config)
  const pages = listed.length > 0 ? listed : await loosePages(root)
  const app = (await textInside(root, 'app.js')) === undefined ? undefined : 'app.js'
  const problem = unreadable ?? (pages.length > 0 ? undefined : noPage(root))
  return { name: basename(root), ...(app && { app }), pages, config, ...(problem && { problem }) }
}

const withoutPages = (folder: string) =>
  new SaveError('not-found', noPage(folder), { details: { code: 'project-without-pages', folder } })

const noPage = (root: string) => `There is no page in ${root}. Give a page.js, or a folder with an app.json or scripts.`

async function readConfig(root: string): Promise<{ config: unknown; problem?: string }> {
  const { value, problem } = readJson((await textInside(root, 'app.json')) ?? '{}')
  return problem === undefined ? { config: value } : { config: {}, problem: `app.json is not JSON: ${problem}` }
}

function pagesOf(config: unknown): string[] {
  const pages: unknown = (config as { pages?: unknown } | null)?.pages
  if (!Array.isArray(pages)) return []
  return pages
    .filter((page): page is string => typeof page === 'string')
    .map((page) => `${page.replace(/^\/+|\.js$/g, '')}.js`)
}

/** Without an `app.json`, every script in the folder itself may be a page. */
async function loosePages(root: string): Promise<string[]> {
  // A folder that a build has removed may come back.
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  return entries
    .filter(
      (entry) =>
        entry.isFile() && /\.m?js$/.test(entry.name) && !/^app\.js$|\.(config|test|spec)\.m?js$/.test(entry.name),
    )
    .map((entry) => entry.name)
    .sort()
}

/** Where a module may be, in the order in which a mini-program looks for it. */
export const candidates = (path: string): string[] =>
  /\.(m?js|json)$/.test(path) ? [path] : [`${path}.js`, `${path}.mjs`, join(path, 'index.js').split(sep).join('/')]

/**
 * The real path of a file inside `root`, or `undefined`. A missing file, a folder, and a way out of the root (`..`, NUL, a
 * symbolic link) all look the same from outside.
 */
export async function fileInside(root: string, path: string): Promise<string | undefined> {
  if (path.includes('\0') || path.includes('\\')) return undefined
  try {
    const [base, file] = await Promise.all([realpath(root), realpath(join(root, path))])
    const isInside = file.startsWith(base.endsWith(sep) ? base : base + sep)
    return isInside && (await stat(file)).isFile() ? file : undefined
  } catch {
    return undefined
  }
}

export async function textInside(root: string, path: string): Promise<string | undefined> {
  const file = await fileInside(root, path)
  return file === undefined ? undefined : await readFile(file, 'utf8')
}
