import { existsSync } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { SaveError } from '../core/errors.ts'
import type { Description } from '../core/problem-details.ts'
import { openProject as openMiniProgram } from '../mini-program/project.ts'

/** A mini-program's folder, or a single page of it, as given on the command line. */
export interface Project {
  readonly root: string
  /** Reads the folder again, because files may be added or removed while the simulator runs. */
  describe(): Promise<ProjectDescription>
}

/** The information that the phone needs about a project before it is compiled. */
export interface ProjectDescription {
  readonly name: string
  /** Identifies the app's files and storage. Derived from its folder. */
  readonly appId: string
  /** `app.js`, if it exists. */
  readonly app?: string
  /** The scripts of pages, or their templates if they have no script, relative to the root. */
  readonly pages: readonly string[]
  /** The part of `app.json` that could be read. */
  readonly config: unknown
  /** The routes to compile, if they are not those of `app.json`, such as for loose scripts. */
  readonly routes?: readonly string[]
  /** The reason why there is nothing to run. */
  readonly problem?: ProjectProblem
}

/** An error in a project as a whole, or in one of its files. */
export type ProjectProblem = Description & { readonly file?: string }

/** The message about a problem, after the name of its file. */
export const withFile = (problem: ProjectProblem, render: (problem: Description) => string): string =>
  problem.file === undefined ? render(problem) : `${problem.file}: ${render(problem)}`

const SCRIPT = /\.(m?js|ts)$/

/**
 * Opens the target. The root of a page, or of a folder within a mini-program, is the nearest folder above it with an
 * `app.json`.
 * @throws SaveError `not-found` if there is no such file, or nothing in it to run
 */
export async function openProject(target: string): Promise<Project> {
  const path = await find(target)
  if ((await stat(path)).isDirectory()) return openFolder(path)
  if (!SCRIPT.test(path)) {
    throw new SaveError('not-found', `"${target}" is not a script. Pass a page.js or the folder of a mini-program.`, {
      details: { code: 'target-not-script', target },
    })
  }
  const root = rootOf(dirname(path))
  return { root, describe: () => describe(root, [pathWithin(root, path)]) }
}

/** The extension of a script may be omitted, as in `app.json`. */
async function find(target: string): Promise<string> {
  const path = resolve(target)
  for (const candidate of [path, `${path}.js`, `${path}.ts`, `${path}.mjs`]) if (existsSync(candidate)) return candidate
  throw new SaveError('not-found', `There is no "${target}". Pass a page.js or the folder of a mini-program.`, {
    details: { code: 'target-not-found', target },
  })
}

async function openFolder(folder: string): Promise<Project> {
  const isProject = existsSync(join(folder, 'mini.project.json'))
  const root = isProject ? (await openMiniProgram(folder)).root : rootOf(folder)
  if (root !== folder && !isProject) {
    if ((await pagesIn(root, folder)).length === 0) throw withoutPages(folder)
    return { root, describe: async () => describe(root, await pagesIn(root, folder)) }
  }
  const { pages, problem } = await describe(root)
  // A broken app.json can be fixed while the simulator runs, but a folder without pages is most likely the wrong one.
  if (pages.length === 0 && problem?.details?.code === 'pages-missing') throw withoutPages(root)
  return { root, describe: () => describe(root) }
}

/** The pages in a folder of a mini-program: those that its `app.json` lists there, otherwise its scripts. */
async function pagesIn(root: string, folder: string): Promise<string[]> {
  const prefix = `${pathWithin(root, folder)}/`
  const listed = (await describe(root)).pages.filter((page) => page.startsWith(prefix))
  return listed.length > 0 ? listed : (await looseScripts(folder)).map((page) => prefix + page)
}

const pathWithin = (root: string, path: string) => relative(root, path).split(sep).join('/')

function rootOf(folder: string): string {
  for (let candidate = folder; ; candidate = dirname(candidate)) {
    if (existsSync(join(candidate, 'app.json'))) return candidate
    if (dirname(candidate) === candidate) return folder
  }
}

/**
 * `selected` are the pages that were named on the command line.
 * @default all pages of `app.json`
 */
async function describe(root: string, selected: readonly string[] = []): Promise<ProjectDescription> {
  const name = basename(root)
  const { app, pages: listed, problems } = (await openMiniProgram(root)).describe()
  const hasApp = existsSync(join(root, 'app.json'))
  const unreadable = problems.find(({ severity, details }) => severity === 'error' && details?.code === 'json-invalid')
  const pages = selected.length > 0 ? selected : listed.length > 0 ? listed : await looseScripts(root)
  const isListed = pages.every((page) => listed.includes(page))
  return {
    name,
    appId: `project-${bytesToHex(sha256(utf8ToBytes(root))).slice(0, 16)}`,
    ...(existsSync(join(root, 'app.js')) && { app: 'app.js' }),
    pages,
    config: app,
    ...(!isListed && { routes: pages.map(routeOf) }),
    ...(unreadable
      ? { problem: unreadable }
      : pages.length === 0 && { problem: (hasApp && problems[0]) || noPage(root) }),
  }
}

export const routeOf = (script: string): string => script.replace(/\.\w+$/, '')

const withoutPages = (folder: string) =>
  new SaveError('not-found', noPage(folder).message, { details: { code: 'project-without-pages', folder } })

const noPage = (folder: string): Description => ({
  message: `There is no page in ${folder}. Pass a page.js, or a folder with an app.json or scripts.`,
  details: { code: 'pages-missing', folder },
})

/** Without an `app.json`, every script in the folder may be a page. */
async function looseScripts(root: string): Promise<string[]> {
  // A folder that a build has removed may be created again.
  const entries = await readdir(root, { withFileTypes: true }).catch(() => [])
  return entries
    .filter(
      (entry) =>
        entry.isFile() && SCRIPT.test(entry.name) && !/^app\.|\.(config|test|spec|d)\.m?[jt]s$/.test(entry.name),
    )
    .map((entry) => entry.name)
    .sort()
}

/**
 * The real path of a file inside `root`, or `undefined`. A missing file, a folder, and a path that leads out of the root (`..`,
 * NUL, a symbolic link) cannot be distinguished by the caller.
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

const TEXT = /\.(axml|acss|js|mjs|cjs|ts|json|sjs|less|scss|sass|css|md|txt|html|xml|svg)$/

/** The root may be a home folder. */
const MAX_FOLDERS = 500
const MAX_FILES = 2000

/** The text files below `root`, in the order of a file manager. */
export async function listTextFiles(root: string): Promise<string[]> {
  const files = await listFiles(root, (path) => TEXT.test(path))
  const folderOf = (path: string) => path.slice(0, path.lastIndexOf('/') + 1)
  return files.sort((one, other) => folderOf(one).localeCompare(folderOf(other)) || one.localeCompare(other))
}

/** The matching files below `root`, relative to it. Packages and hidden folders are skipped. */
export async function listFiles(root: string, isWanted: (path: string) => boolean): Promise<string[]> {
  const files: string[] = []
  const folders = ['']
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory() && !/^(\.|node_modules$)/.test(entry.name)) folders.push(path)
      else if (entry.isFile() && isWanted(path)) files.push(path)
    }
    if (folders.length > MAX_FOLDERS || files.length > MAX_FILES) break
  }
  return files.slice(0, MAX_FILES)
}
