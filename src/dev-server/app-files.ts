/** The files of the app that runs in an open page: `/app/<page>/<origin>/<path>`. */
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { jsonModule } from '../mini-program/json.ts'
import { candidates, fileInside, textInside } from './project.ts'

export type Origin = 'project' | 'samples'

export interface AppFilesOptions {
  readonly roots: { readonly [Name in Origin]?: string | undefined }
  /** Called for every file of the project that is looked for, whether it exists or not. */
  onRead(path: string): void
}

export interface AppFiles {
  /** A file of the app. `isImported`: as a module, which a JSON file then becomes. */
  read(page: string, origin: Origin, path: string, isImported: boolean): Promise<Response>
  /** `import '/utils/a'` starts at the app's root, which is not the root of this server. `referer` is the importing module. */
  readRootImport(path: string, referer: string | undefined): Promise<Response | undefined>
  /** Keeps a file that was edited in the page. */
  edit(page: string, origin: Origin, path: string, text: string): void
}

/** What is served as it is: the markup of pages, and images for a canvas. */
const TYPES: Readonly<Record<string, string>> = {
  '.axml': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
}

/** Edited files are kept in memory: of so many pages, and so many of each. */
const MAX_PAGES = 32
const MAX_EDITED = 64

export function createAppFiles({ roots, onRead }: AppFilesOptions): AppFiles {
  /** By the id that each open page made up for itself. */
  const edited = new Map<string, Map<string, string>>()

  /** What was edited in the page takes precedence over the disk. */
  const reader = (page: string, origin: Origin, root: string) => async (path: string) => {
    const text = edited.get(page)?.get(`${origin}/${path}`)
    if (text !== undefined) return text
    // A file that is missing may appear: then the app that needed it runs again.
    if (origin === 'project') onRead(path)
    return await textInside(root, path)
  }

  return {
    async read(page, origin, path, isImported) {
      const root = roots[origin]
      if (root === undefined) return notFound('There is no project: the simulator was started without one.')
      const type = TYPES[extname(path)] ?? (path.endsWith('.json') && !isImported ? 'application/json' : undefined)
      if (type !== undefined) {
        const file = await fileInside(root, path)
        if (origin === 'project') onRead(path)
        return file === undefined
          ? noContent()
          : new Response(await readFile(file), { headers: { 'content-type': type } })
      }
      const found = await findModule(reader(page, origin, root), path)
      if (!found) return isImported ? notFound(`There is no module "${path}".`) : noContent()
      if (found.path === path) return script(found.code)
      return script(await reExport(urlOf(page, origin, found.path), found.code))
    },
    async readRootImport(path, referer) {
      const [, page = '', origin] = /\/app\/([\w-]{8,64})\/(project|samples)\//.exec(referer ?? '') ?? []
      const root = roots[origin as Origin]
      if (root === undefined) return undefined
      const found = await findModule(reader(page, origin as Origin, root), path)
      return found && script(await reExport(urlOf(page, origin as Origin, found.path), found.code))
    },
    edit(page, origin, path, text) {
      const files = edited.get(page) ?? new Map<string, string>()
      // The page that wrote last comes last, so that the first is the one to forget.
      edited.delete(page)
      edited.set(page, files)
      files.set(`${origin}/${path}`, text)
      forgetOldest(edited, MAX_PAGES)
      forgetOldest(files, MAX_EDITED)
    },
  }
}

function forgetOldest(map: Map<string, unknown>, max: number): void {
  for (const key of map.keys()) {
    if (map.size <= max) return
    map.delete(key)
  }
}

const urlOf = (page: string, origin: Origin, path: string) =>
  `/app/${page}/${origin}/${path.split('/').map(encodeURIComponent).join('/')}`

/** A module where an import may mean it: `./util` is `./util.js`, or `./util/index.js`. */
async function findModule(
  read: (path: string) => Promise<string | undefined>,
  path: string,
): Promise<{ path: string; code: string } | undefined> {
  for (const candidate of candidates(path)) {
    const code = await read(candidate)
    if (code !== undefined) {
      return { path: candidate, code: candidate.endsWith('.json') ? jsonModule(code, candidate) : code }
    }
  }
  return undefined
}

/**
 * A module that stands for another one. A browser takes every URL for a module of its own, redirects included; this way,
 * all names that an import may use lead to the same instance, as on a phone. `default` must be exported by name where
 * there is one, and must not where there is none.
 */
async function reExport(url: string, code: string): Promise<string> {
  const from = JSON.stringify(url)
  const hasDefault = (await exportsOf(code)).includes('default')
  return `export * from ${from}\n${hasDefault ? `export { default } from ${from}\n` : ''}`
}

/** The names that a module exports; none if it cannot be parsed, which the browser then reports. */
async function exportsOf(code: string): Promise<readonly string[]> {
  // Not every app leaves extensions out, and esbuild is a process of its own.
  const { build } = await import('esbuild')
  try {
    const { metafile } = await build({
      stdin: { contents: code },
      format: 'esm',
      metafile: true,
      write: false,
      logLevel: 'silent',
    })
    return Object.values(metafile.outputs).flatMap((output) => output.exports)
  } catch {
    return []
  }
}

const script = (code: string) => new Response(code, { headers: { 'content-type': 'text/javascript; charset=utf-8' } })

const notFound = (message: string) => new Response(`${message}\n`, { status: 404 })

/** For a file that is read and missing, as most pages have no markup: the browser's console shows no error for it. */
const noContent = () => new Response(null, { status: 204 })
