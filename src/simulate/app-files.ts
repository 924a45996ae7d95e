import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { type Answer, text } from './answer.ts'
import type { Drafts } from './drafts.ts'
import { fileInside, textInside } from './folder.ts'
import { answerModule } from './modules.ts'

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
  /** Told of every file of the project that is read. */
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

/**
 * A file of the app; what was edited in the page goes before what is on the disk. A JSON file that is imported, and not
 * read, is a module.
 */
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
    // Most pages have no such file, which is nothing that a browser's console should call an error.
    if (file === undefined) return { status: 204 }
    if (origin === 'project') files.onRead(path)
    return { headers: { 'content-type': type }, body: await readFile(file) }
  }
  return await answerModule(async (candidate) => {
    const draft = files.drafts.read(page, `${origin}/${candidate}`)
    if (draft !== undefined) return draft
    const code = await textInside(root, candidate)
    if (origin === 'project' && code !== undefined) files.onRead(candidate)
    return code
  }, path)
}

/** `import '/utils/a'` begins at the app's root, which is not the root of this server. */
export function answerRootImport(pathname: string, referer: string | undefined): Answer | undefined {
  const importer = referer === undefined ? undefined : parseAppPath(new URL(referer).pathname)
  if (!importer) return undefined
  const location = `/app/${importer.page}/${importer.origin}${pathname}`
  return { status: 307, headers: { location } }
}
