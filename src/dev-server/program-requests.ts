/** The requests of the page about the programs that it can run: the project and the samples, as on the disk and with edits. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { listedFiles } from '../my/listed-files.ts'
import { createAppFiles, type Origin } from './app-files.ts'
import { createPrograms } from './programs.ts'
import { fileInside, listFiles, listTextFiles, type Project } from './project.ts'

export interface ProgramRequestOptions {
  /** The open project, if any. */
  project(): Project | undefined
  /** The folder that contains `samples`. */
  readonly site: string
  /** Called with the path of every file of the project that is looked up, whether it exists or not. */
  onRead?(path: string): void
  /** Called with the path of every file of the project that the app itself loads, such as a picture. */
  onLoad?(path: string): void
}

/** The maximum size of a file that can be edited in the page, in bytes. */
export const MAX_TEXT = 5_000_000

/** The maximum size of a package, in bytes. Packages on phones are smaller. */
const MAX_PACKAGE = 50_000_000

const PACKAGE = '/package/:page{[\\w-]{8,64}}/:name{project|samples/[\\w-]+}'
const PROGRAM = '/program/:page{[\\w-]{8,64}}/:name{project|samples/[\\w-]+}'
const DISK_FILE = '/disk/:page{[\\w-]{8,64}}/project/:path{.+}'
const APP_FILE = '/app/:page{[\\w-]{8,64}}/:origin{project|samples}/:path{.+}'

/** Independent of HTTP, so that the playground can answer the same requests inside of its page. */
export function programRequests({ project, site, onRead = () => {}, onLoad = () => {} }: ProgramRequestOptions) {
  const files = createAppFiles({
    rootOf: (origin) => (origin === 'project' ? project()?.root : join(site, 'samples')),
    onRead(path) {
      onLoad(path)
      onRead(path)
    },
  })
  const programs = createPrograms({ hasEdits: files.hasEdits, edited: files.edited, onRead })
  const folderOf = (name: string) => (name === 'project' ? project()?.root : join(site, name))
  const app = new Hono()

  app.get('/project.json', async (context) => {
    const opened = project()
    if (!opened) return context.json(null)
    for (const file of ['app.json', 'app.js', 'mini.project.json']) onRead(join(opened.root, file))
    return context.json(await opened.describe())
  })
  app.get(APP_FILE, (context) => {
    const { page, origin, path } = context.req.param()
    return files.read(page, origin as Origin, path)
  })
  /** Compiles a program. A page requests that of the project before it knows whether there is one. */
  app.get(PROGRAM, async (context) => {
    const { page, name } = context.req.param()
    const folder = folderOf(name)
    if (folder === undefined) return context.json(null)
    const pages = name === 'project' ? (await project()?.describe())?.routes : undefined
    return context.json(await programs.compile({ page, folder, name, pages }))
  })
  /** The package files that the app may read, as a form whose field names are percent-encoded paths. */
  app.get(PACKAGE, async (context) => {
    const { page, name } = context.req.param()
    const folder = folderOf(name)
    if (folder === undefined) return context.body(null, 204)
    const [origin, ...sample] = name.split('/')
    const read = async (path: string) => {
      const response = await files.read(page, origin as Origin, [...sample, path].join('/'))
      return response.status === 200 ? await response.blob() : undefined
    }
    const listed = listedFiles(await (await read('mini.project.json'))?.text())
    const form = new FormData()
    let size = 0
    for (const path of await listFiles(folder, (each) => listed(each) !== undefined)) {
      const content = await read(path)
      if (content) form.append(encodeURIComponent(path), content)
      size += content?.size ?? 0
      if (size > MAX_PACKAGE) return context.text('The listed files are too large.\n', 413)
    }
    return size === 0 ? context.body(null, 204) : new Response(form)
  })
  app.get('/files/:name{project|samples/[\\w-]+}', async (context) => {
    const folder = folderOf(context.req.param('name'))
    return context.json(folder === undefined ? [] : await listTextFiles(folder))
  })
  /** A file of the project on the disk, without edits of a page. */
  app.get(DISK_FILE, async (context) => {
    const { path } = context.req.param()
    const opened = project()
    if (opened) onRead(join(opened.root, path))
    const file = opened && (await fileInside(opened.root, path))
    return file === undefined ? context.body(null, 204) : context.text(await readFile(file, 'utf8'))
  })
  app.post(DISK_FILE, bodyLimit({ maxSize: MAX_TEXT }), async (context) => {
    const { page, path } = context.req.param()
    const opened = project()
    const file = opened && (await fileInside(opened.root, path))
    if (file === undefined) return context.text(`There is no ${path} in the project. It was not saved.\n`, 404)
    await writeFile(file, await context.req.text())
    files.edit(page, 'project', path, undefined)
    return context.body(null, 204)
  })
  app.post(`/discard${APP_FILE}`, (context) => {
    const { page, origin, path } = context.req.param()
    files.edit(page, origin as Origin, path, undefined)
    return context.body(null, 204)
  })
  app.post(APP_FILE, bodyLimit({ maxSize: MAX_TEXT }), async (context) => {
    const { page, origin, path } = context.req.param()
    files.edit(page, origin as Origin, path, await context.req.text())
    return context.body(null, 204)
  })

  return {
    app,
    /** Compiles the open project before a page requests it. `pages` are the routes, unless they are those of `app.json`. */
    prepare(pages: readonly string[] | undefined): void {
      const opened = project()
      if (opened) programs.prepare({ folder: opened.root, name: 'project', pages })
    },
    dispose: () => programs.dispose(),
  }
}
