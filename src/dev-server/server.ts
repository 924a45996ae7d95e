import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { text as readText } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Album } from '../core/types.ts'
import { type Answer, json, send, text } from './answer.ts'
import { type AppFiles, answerAppFile, answerRootImport, parseAppPath } from './app-files.ts'
import { createChanges } from './changes.ts'
import { createDrafts } from './drafts.ts'
import { fetchFor, readFetchRequest } from './fetch-helper.ts'
import { createGuard } from './guard.ts'
import { listen } from './listen.ts'
import { createModuleParser } from './module-parser.ts'
import { answerPage } from './page.ts'
import { openProject } from './project.ts'
import { saveForReal } from './real-album.ts'
import { createWatcher } from './watch.ts'

export interface SimulatorOptions {
  /** A page.js or a mini-program's folder. Absent: the samples alone. */
  readonly target?: string | undefined
  /** 8100 unless told otherwise. When it is taken, the next free one. 0: any. */
  readonly port?: number | undefined
  /** Where the switch "real album" sends photos. This computer's album unless told otherwise. */
  readonly album?: Album
  /** How pictures are fetched for the page. The global `fetch` unless told otherwise. */
  readonly fetch?: typeof fetch
  /** The folder of the built simulator. The one of this package unless told otherwise. */
  readonly site?: string
}

export interface Simulator {
  readonly url: string
  readonly port: number
  /** What is wrong with the project, as far as it runs nevertheless: one line for the person who gave it. */
  readonly problem?: string | undefined
  close(): Promise<void>
}

export const DEFAULT_PORT = 8100

/**
 * Serves the phone on loopback. Throws `not-found` when there is no such target, or nothing in it to run, and
 * `unavailable` when there is no port.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const site = options.site ?? fileURLToPath(new URL('../simulator/', import.meta.url))
  const project = options.target === undefined ? undefined : await openProject(options.target)
  const closing = new AbortController()
  const changes = createChanges()
  const watcher = project && createWatcher(project.root, () => changes.tell())
  const parser = createModuleParser()
  const drafts = createDrafts()
  const watchInProject = (path: string) => project && watcher?.add(join(project.root, path))
  const files: AppFiles = {
    roots: { project: project?.root, samples: join(site, 'samples') },
    drafts,
    parser,
    onRead: watchInProject,
  }
  let port = 0
  const guard = createGuard(() => port)

  async function answer(request: IncomingMessage, signal: AbortSignal): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    // A file may have `#` and `?` in its name.
    const path = decodeURIComponent(pathname)
    if (request.method === 'POST') {
      if (!guard.hasToken(request)) return text(403, 'Only the page of this start may ask for that: reload it.')
      return await post(request, path, searchParams, signal)
    }
    if (request.method !== 'GET') return text(405, 'GET and POST are what this server understands.')
    const appPath = parseAppPath(path)
    if (appPath) return await answerAppFile(files, appPath, request.headers['sec-fetch-dest'] !== 'empty')
    if (path === '/project.json') {
      for (const file of ['app.json', 'app.js']) watchInProject(file)
      return json(project ? await project.describe() : null)
    }
    const page = await answerPage(site, path.slice(1), guard.token)
    const own = page ?? (await answerRootImport(files, path, request.headers.referer))
    return own ?? text(404, `There is no ${path}.`)
  }

  async function post(
    request: IncomingMessage,
    path: string,
    query: URLSearchParams,
    signal: AbortSignal,
  ): Promise<Answer> {
    if (path === '/album') {
      const album = options.album ?? (await import('../albums/system.ts')).default()
      const bytes = Readable.toWeb(request) as ReadableStream<Uint8Array>
      return await saveForReal(album, query.get('name') ?? '', bytes, signal)
    }
    if (path === '/fetch') {
      const wanted = readFetchRequest(await readText(request))
      if (!wanted) return text(400, 'What to fetch is JSON: { "url": "https://…", "headers": {} }')
      return await fetchFor(wanted, { fetch: options.fetch, ownPort: port, signal })
    }
    const draft = parseAppPath(path)
    if (!draft) return text(404, `There is nothing to post to at ${path}.`)
    drafts.write(draft.page, `${draft.origin}/${draft.path}`, await readText(request))
    return { status: 204 }
  }

  const server = createServer(async (request, response) => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    try {
      const refusal = guard.refusal(request)
      if (refusal !== undefined) return await send(response, text(403, refusal))
      if (request.method === 'GET' && request.url === '/changes') return changes.add(response)
      await send(response, await answer(request, AbortSignal.any([gone.signal, closing.signal])))
    } catch {
      // A page that went away, or a body that broke off half-way: the connection is what tells it.
      if (response.headersSent) response.destroy()
      else await send(response, text(400, 'This request could not be answered.'))
    }
  })

  port = await listen(server, options.port ?? DEFAULT_PORT)
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    problem: (await project?.describe())?.problem,
    close: () =>
      new Promise((resolve) => {
        closing.abort()
        watcher?.close()
        parser.close()
        changes.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
