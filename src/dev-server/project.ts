import { existsSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { SaveError } from '../core/errors.ts'
import { readJson } from '../mini-program/json.ts'
import { textInside } from './folder.ts'

/** A mini-program's folder, or a single page of it, as the person gave it on the command line. */
export interface Project {
  readonly root: string
  /** Reads the folder afresh: files come and go while the simulator runs. */
  describe(): Promise<ProjectDescription>
}

/** What the phone needs to know of a project. Paths are relative to its root, with `/`, and end in `.js`. */
interface ProjectDescription {
  readonly name: string
  /** Runs before any page, where there is one. */
  readonly app?: string
  readonly pages: readonly string[]
  /** `app.json`, as far as it could be read. */
  readonly config: unknown
  /** What is wrong with the project, for the person to read. */
  readonly problem?: string
}

/**
 * Finds out what was given, or throws `not-found`. The root of a page, and of a folder within a mini-program, is the
 * nearest folder above it with an `app.json`.
 */
export async function openProject(target: string): Promise<Project> {
  const path = await find(target)
  if ((await stat(path)).isDirectory()) return openFolder(path)
  if (!/\.m?js$/.test(path)) throw new SaveError('not-found', `"${target}" is no .js file: give a page.js or a folder.`)
  const root = await rootOf(dirname(path))
  return { root, describe: () => describe(root, [pathWithin(root, path)]) }
}

/** The ending of a script may be left out, as `app.json` does. */
async function find(target: string): Promise<string> {
  const path = resolve(target)
  for (const candidate of [path, `${path}.js`, `${path}.mjs`]) if (existsSync(candidate)) return candidate
  throw new SaveError('not-found', `There is no "${target}": give a page.js or a mini-program's folder.`)
}

async function openFolder(folder: string): Promise<Project> {
  const root = await rootOf(folder)
  if (root !== folder) {
    if ((await pagesIn(root, folder)).length === 0) throw new SaveError('not-found', noPage(folder))
    return { root, describe: async () => describe(root, await pagesIn(root, folder)) }
  }
  const { pages, problem } = await describe(root)
  // A broken app.json can be mended while the simulator runs; a folder with nothing in it is the wrong one.
  if (pages.length === 0 && problem === noPage(root)) throw new SaveError('not-found', problem)
  return { root, describe: () => describe(root) }
}

/** The pages in a folder of a mini-program: those that its `app.json` names there, or else the scripts. */
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

/** `asked`: the pages that the person named; without any, those of `app.json`. */
async function describe(root: string, asked: readonly string[] = []): Promise<ProjectDescription> {
  const { config, problem: unreadable } = await readConfig(root)
  const listed = asked.length > 0 ? asked : pagesOf(config)
  const pages = listed.length > 0 ? listed : await loosePages(root)
  const app = (await textInside(root, 'app.js')) === undefined ? undefined : 'app.js'
  const problem = unreadable ?? (pages.length > 0 ? undefined : noPage(root))
  return { name: basename(root), ...(app && { app }), pages, config, ...(problem && { problem }) }
}

const noPage = (root: string) => `There is no page in ${root}: give a page.js, or a folder with an app.json or scripts.`

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

/** Without an `app.json` every script in the folder itself may be a page. */
async function loosePages(root: string): Promise<string[]> {
  // A folder that a build has taken away may come back.
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
