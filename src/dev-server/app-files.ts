import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { type Answer, script, text } from './answer.ts'
import type { Drafts } from './drafts.ts'
import { fileInside, textInside } from './folder.ts'
import type { ModuleParser } from './module-parser.ts'
import { findModule, noModule, reExport } from './modules.ts'

/** `/app/<page>/<origin>/<path>`: a file of the app that runs in one open page. */
export interface AppPath {
  /** The id that the open page made up for itself. */
  readonly page: string
  readonly origin: 'project' | 'samples'
  readonly path: string
}

export function parseAppPath(pathname: string): AppPath | undefined {
  const match = /^\/app\/([\w-]{8,64})\/(project|samples)\/(.+)$/.exec(pathname)
  return match ? { page: match[1]!, origin: match[2] as AppPath['origin'], path: match[3]! } : undefined
}

export interface AppFiles {
  readonly roots: { readonly project?: string | undefined; readonly samples: string }
  readonly drafts: Drafts
  readonly parser: ModuleParser
  /** Told of every file of the project that is looked for. */
  onRead(path: string): void
}

/** What is read as it is: the markup of pages, and pictures for a canvas. */
const READ: Readonly<Record<string, string>> = {
  '.axml': 'text/plain; charset=utf-8',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
}

/** A file that is read and not there, as most pages have no markup: nothing that a browser's console calls an error. */
const NOTHING: Answer = { status: 204 }

/** A file of the app. A JSON file that is imported, and not read, is a module. */
export async function answerAppFile(
  files: AppFiles,
  { page, origin, path }: AppPath,
  isImported: boolean,
): Promise<Answer> {
  const root = files.roots[origin]
  if (root === undefined) return text(404, 'There is no project: the simulator was started without one.')
  const type = READ[extname(path)] ?? (path.endsWith('.json') && !isImported ? 'application/json' : undefined)
  if (type !== undefined) {
    const file = await fileInside(root, path)
    if (origin === 'project') files.onRead(path)
    if (file === undefined) return NOTHING
    return { headers: { 'content-type': type }, body: await readFile(file) }
  }
  const found = await findModule(reader(files, page, origin, root), path)
  if (!found) return isImported ? noModule(path) : NOTHING
  if (found.path === path) return script(found.code)
  return await reExport(addressOf({ page, origin, path: found.path }), found.code, files.parser)
}

/** `import '/utils/a'` begins at the app's root, which is not the root of this server. */
export async function answerRootImport(
  files: AppFiles,
  pathname: string,
  referer: string | undefined,
): Promise<Answer | undefined> {
  const importer = referer === undefined ? undefined : parseAppPath(new URL(referer).pathname)
  const root = importer && files.roots[importer.origin]
  if (!importer || root === undefined) return undefined
  const found = await findModule(reader(files, importer.page, importer.origin, root), pathname.slice(1))
  return found && (await reExport(addressOf({ ...importer, path: found.path }), found.code, files.parser))
}

const addressOf = ({ page, origin, path }: AppPath) =>
  `/app/${page}/${origin}/${path.split('/').map(encodeURIComponent).join('/')}`

/** What was edited in the page goes before what is on the disk. */
const reader =
  ({ drafts, onRead }: AppFiles, page: string, origin: AppPath['origin'], root: string) =>
  async (path: string): Promise<string | undefined> => {
    const draft = drafts.read(page, `${origin}/${path}`)
    if (draft !== undefined) return draft
    // One that is not there may come: then the app that missed it runs.
    if (origin === 'project') onRead(path)
    return await textInside(root, path)
  }
