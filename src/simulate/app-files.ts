import { extname } from 'node:path'
import { type Answer, text } from './answer.ts'
import type { Drafts } from './drafts.ts'
import { textInside } from './folder.ts'
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

const PLAIN = ['.axml', '.acss']

/** What was edited in the page goes before what is on the disk. */
export async function answerAppFile(files: AppFiles, { page, origin, path }: AppPath): Promise<Answer> {
  const root = files.roots[origin]
  if (root === undefined) return text(404, 'There is no project: the simulator was started without one.')
  const read = async (file: string): Promise<string | undefined> => {
    const draft = files.drafts.read(page, `${origin}/${file}`)
    if (draft !== undefined) return draft
    if (origin === 'project') files.onRead(file)
    return await textInside(root, file)
  }
  if (!PLAIN.includes(extname(path))) return await answerModule(read, path)
  const markup = await read(path)
  return markup === undefined ? text(404, `There is no "${path}".`) : text(200, markup)
}

/** `import '/utils/a'` begins at the app's root, which is not the root of this server. */
export function answerRootImport(pathname: string, referer: string | undefined): Answer | undefined {
  const importer = referer === undefined ? undefined : parseAppPath(new URL(referer).pathname)
  if (!importer) return undefined
  const location = `/app/${importer.page}/${importer.origin}${pathname}`
  return { status: 307, headers: { location } }
}
