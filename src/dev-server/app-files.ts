/** The files of the app that runs in an open page: `/app/<page>/<origin>/<path>`. */
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileInside } from './project.ts'

export type Origin = 'project' | 'samples'

export interface AppFilesOptions {
  /** The folder of the files, or `undefined` without a project. */
  rootOf(origin: Origin): string | undefined
  /** Called with the path of every file of the project that is looked up, whether it exists or not. */
  onRead(path: string): void
}

export interface AppFiles {
  /** Returns a file for the page to draw or edit. It is never run as a script: scripts are compiled (`programs.ts`). */
  read(page: string, origin: Origin, path: string): Promise<Response>
  /** Stores a file that was edited in the page. Without `text`, removes the edit. */
  edit(page: string, origin: Origin, path: string, text: string | undefined): void
  /** Whether files were edited in the page. */
  hasEdits(page: string): boolean
  /** The text of a file that was edited in the page. */
  edited(page: string, path: string): string | undefined
}

/** The types of images and fonts. All others are text for the editor. */
const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.bmp': 'image/bmp',
  '.avif': 'image/avif',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.otf': 'font/otf',
}

/** Edited files are kept in memory, for a limited number of pages and files. */
const MAX_PAGES = 32
const MAX_EDITED = 64

export function createAppFiles({ rootOf, onRead }: AppFilesOptions): AppFiles {
  /** By the id that each open page chose for itself. */
  const edits = new Map<string, Map<string, string>>()

  return {
    async read(page, origin, path) {
      const root = rootOf(origin)
      if (root === undefined) {
        return new Response('There is no project: the simulator was started without one.\n', { status: 404 })
      }
      const text = edits.get(page)?.get(`${origin}/${path}`)
      if (text !== undefined) return new Response(text)
      if (origin === 'project') onRead(join(root, path))
      const file = await fileInside(root, path)
      // Many files of a page are optional, and the browser's console would show an error for a 404.
      if (file === undefined) return new Response(null, { status: 204 })
      const type = TYPES[extname(path).toLowerCase()] ?? 'text/plain; charset=utf-8'
      return new Response(await readFile(file), { headers: { 'content-type': type } })
    },
    hasEdits: (page) => (edits.get(page)?.size ?? 0) > 0,
    edited: (page, path) => edits.get(page)?.get(path),
    edit(page, origin, path, text) {
      if (text === undefined) {
        edits.get(page)?.delete(`${origin}/${path}`)
        return
      }
      const files = edits.get(page) ?? new Map<string, string>()
      // Moved to the end, so that the first page is always the one that is forgotten next.
      edits.delete(page)
      edits.set(page, files)
      files.set(`${origin}/${path}`, text)
      forgetOldest(edits, MAX_PAGES)
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
