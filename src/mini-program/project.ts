import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import type { Description } from '../core/problem-details.ts'
import { compileStyle } from './acss.ts'
import { compileTemplate, type Place } from './axml/compile-template.ts'
import { missingPackage } from './file-states.ts'
import { createModuleBundler, type Entry, noPackage } from './modules.ts'
import { preprocess } from './preprocess.ts'
import { createProjectFiles, type ProjectFiles } from './project-files.ts'
import {
  type AppConfig,
  type GlobalObject,
  type PageConfig,
  type Problem,
  type Program,
  TAB_BAR,
  type TabBar,
  type Template,
  type Unit,
} from './types.ts'

export interface Project {
  /** The folder of `app.json`. */
  readonly root: string
  /** Lists the project's pages without compiling them. */
  describe(): ProjectDescription
  /** Compiles the current files. Errors are listed in `problems`; everything else is compiled. */
  compile(): Promise<Program>
  dispose(): Promise<void>
}

const SCRIPTS = ['.js', '.ts', '.mjs', '.cjs']
const GLOBAL_OBJECTS: readonly GlobalObject[] = ['legacy', 'enable', 'fake']
const STYLES = ['.acss', '.less', '.scss', '.sass', '.css']

export interface ProjectDescription {
  readonly app: AppConfig
  /** The scripts of the pages, or their templates where they have none, relative to the root. */
  readonly pages: readonly string[]
  readonly problems: readonly Problem[]
}

export interface ProjectOptions {
  /** Replaces the `pages` of `app.json`, for scripts that do not belong to an app. */
  readonly pages?: readonly string[]
  /** The text of a file that has unsaved changes in an editor. */
  draft?(path: string): string | undefined
  /** Called for every file that was looked for, found or not. */
  onRead?(path: string): void
}

/** Opens a mini-program from the folder of `mini.project.json` or `app.json`. */
export async function openProject(folder: string, options: ProjectOptions = {}): Promise<Project> {
  const { projectRoot, root, component2, globalObject, alias } = locate(resolve(folder), options.onRead)
  const files = createProjectFiles(root, projectRoot, alias, options)
  const bundler = createModuleBundler({ ...files, onRead: options.onRead ?? (() => {}) })

  return {
    root,
    describe() {
      const problems: Problem[] = []
      const report = (problem: Problem) => {
        problems.push(problem)
      }
      const app = readApp(files, report, options.pages)
      const pages = pagesOf(app, files, report).flatMap(
        (route) => files.withExtension(route, [...SCRIPTS, '.axml']) ?? [],
      )
      return { app, pages, problems }
    },
    async compile() {
      const problems: Problem[] = []
      const report = (problem: Problem) => {
        problems.push(problem)
      }
      const app = readApp(files, report, options.pages)
      const pages = pagesOf(app, files, report)
      const units = readUnits(pages, app, files, report)
      // Scripts that were opened on their own do not need a template.
      for (const { kind, path, template } of options.pages ? [] : Object.values(units)) {
        if (kind === 'page' && template === undefined) {
          report({
            severity: 'warning',
            message: 'The page has no template, so it shows nothing.',
            details: { code: 'template-missing' },
            file: `${path}.axml`,
          })
        }
      }
      const templates = compileTemplates(Object.values(units), files, report)
      const { styles, appStyle } = await compileStyles(Object.values(units), files, projectRoot, report)
      const modules = await bundler.bundle(entriesOf(units, templates, files))
      problems.push(...modules.problems)
      return {
        app,
        component2,
        globalObject,
        pages,
        units,
        templates,
        styles,
        ...(appStyle !== undefined && { appStyle }),
        code: modules.code,
        map: modules.map,
        ...(files.exists('ext.json') && { ext: files.json('ext.json', report) }),
        problems: oncePerPackage(problems),
      }
    },
    dispose: () => bundler.dispose(),
  }
}

// ------------------------------------------------------------------------------------------------------ configuration

interface Location {
  readonly projectRoot: string
  readonly root: string
  readonly component2: boolean
  readonly globalObject: GlobalObject
  readonly alias: { readonly [prefix: string]: string }
}

function locate(folder: string, onRead?: (path: string) => void): Location {
  const projectRoot = [folder, dirname(folder)].find((each) => {
    const path = join(each, 'mini.project.json')
    onRead?.(path)
    return existsSync(path)
  })
  const config = projectRoot === undefined ? {} : readProjectConfig(join(projectRoot, 'mini.project.json'))
  const options = (config.compileOptions ?? {}) as { [name: string]: unknown }
  const root = resolve(projectRoot ?? folder, typeof config.miniprogramRoot === 'string' ? config.miniprogramRoot : '')
  // The folder may be the mini-program inside a larger project, whose options then apply.
  const isOther = projectRoot !== folder && root !== folder
  if (projectRoot === undefined || isOther)
    return { projectRoot: folder, root: folder, component2: true, globalObject: 'legacy', alias: {} }
  return {
    projectRoot,
    root: existsSync(join(root, 'app.json')) || !existsSync(join(projectRoot, 'app.json')) ? root : projectRoot,
    // The old format has this option at the top level.
    component2: (options.component2 ?? config.component2) === true,
    globalObject: GLOBAL_OBJECTS.find((each) => each === options.globalObjectMode) ?? 'legacy',
    alias: aliasOf(options.resolveAlias, projectRoot),
  }
}

function readProjectConfig(path: string): { readonly [name: string]: unknown } {
  const files = createProjectFiles(dirname(path), dirname(path))
  return files.json(basename(path), () => {})
}

/** `"a/*": "./a/*"` */
function aliasOf(value: unknown, projectRoot: string): { [prefix: string]: string } {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, target]) => key.endsWith('/*') && !key.startsWith('/') && typeof target === 'string')
      .map(([key, target]) => [key.slice(0, -1), resolve(projectRoot, (target as string).replace(/\*$/, ''))]),
  )
}

type Report = (problem: Problem) => void

function readApp(files: ProjectFiles, report: Report, pages?: readonly string[]): AppConfig {
  if (!files.exists('app.json')) {
    if (pages) return { window: {}, pages }
    report({ severity: 'error', ...missingApp(files.root), file: 'app.json' })
    return { window: {} }
  }
  const { window, tabBar, ...rest } = files.json('app.json', report)
  return {
    ...rest,
    window: isObject(window) ? window : {},
    // A tab bar without items is not shown.
    ...(isObject(tabBar) && Array.isArray(tabBar.items) && { tabBar: { ...tabBar, items: tabBar.items } }),
    ...(pages && { pages }),
  }
}

function missingApp(root: string): Description {
  const folders = existsSync(root)
    ? readdirSync(root, { withFileTypes: true }).filter(
        (each) => each.isDirectory() && existsSync(join(root, each.name, 'app.json')),
      )
    : []
  const inside = folders.map(({ name }) => `"${name}"`).join(', ')
  const hint =
    inside === ''
      ? 'If the project is built with a tool such as Taro or uni-app, build it first and open its output.'
      : `There is one in ${inside}: open that folder, or set miniprogramRoot in mini.project.json.`
  return {
    message: `There is no app.json in ${root}. ${hint}`,
    details: { code: 'app-json-missing', folder: root, inside },
  }
}

function pagesOf(app: AppConfig, files: ProjectFiles, report: Report): string[] {
  const routes: string[] = []
  const add = (value: unknown, prefix: string) => {
    if (!Array.isArray(value)) return
    for (const each of value) {
      if (typeof each !== 'string') continue
      const route = clean(`${prefix}/${each}`)
      if (routes.includes(route)) continue
      if (files.withExtension(route, [...SCRIPTS, '.axml']) === undefined)
        report({
          severity: 'error',
          message: `The page "${route}" is listed in app.json, but there is no ${route}.axml and no ${route}.js.`,
          details: { code: 'page-missing', route },
          file: 'app.json',
        })
      else routes.push(route)
    }
  }
  add(app.pages, '')
  for (const list of [app.subPackages, app.subpackages])
    if (Array.isArray(list)) for (const each of list) if (isObject(each)) add(each.pages, String(each.root ?? ''))
  for (const { pagePath } of (app.tabBar as TabBar | undefined)?.items ?? [])
    if (typeof pagePath === 'string' && !routes.includes(clean(pagePath)))
      report({
        severity: 'error',
        message: `The tab bar leads to "${pagePath}", which is not among the pages in app.json.`,
        details: { code: 'tab-without-page', path: pagePath },
        file: 'app.json',
      })
  const entry = typeof app.entryPagePath === 'string' ? clean(app.entryPagePath) : undefined
  return routes.toSorted((one, other) => Number(other === entry) - Number(one === entry))
}

const clean = (path: string) =>
  path
    .replace(/\/+/g, '/')
    .replace(/^\.?\//, '')
    .replace(/\/$/, '')

const objectOf = (value: unknown): { readonly [name: string]: unknown } => (isObject(value) ? value : {})

/** The default components of the abstract nodes of a component. */
const genericsOf = ({ componentGenerics }: PageConfig): { [tag: string]: unknown } =>
  Object.fromEntries(
    Object.entries(objectOf(componentGenerics)).map(([tag, generic]) => [tag, objectOf(generic).default]),
  )

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

// -------------------------------------------------------------------------------------------------------------- units

function readUnits(
  pages: readonly string[],
  app: AppConfig,
  files: ProjectFiles,
  report: Report,
): { [path: string]: Unit } {
  const units: { [path: string]: Unit } = {}
  const shared = componentsOf(app.usingComponents, 'app.json')
  const queue: { path: string; kind: Unit['kind'] }[] = [
    ...Object.values(shared).map((path) => ({ path, kind: 'component' as const })),
    ...pages.map((path) => ({ path, kind: 'page' as const })),
  ]
  for (const { path, kind } of queue) {
    if (units[path]) continue
    const json = files.withExtension(path, ['.json'])
    const config: PageConfig = json === undefined ? {} : files.json(json, report)
    const using = json === undefined ? {} : { ...objectOf(config.usingComponents), ...genericsOf(config) }
    const own = componentsOf(using, json ?? '')
    const components: { [tag: string]: string } = { ...shared, ...own, ...tabBarOf(path) }
    // Placeholders replace the components of plugins, which are never loaded.
    for (const [tag, placeholder] of Object.entries(objectOf(config.componentPlaceholder))) {
      const path = components[String(placeholder)]
      if (path !== undefined) components[tag] ??= path
    }
    const generics = Object.keys(genericsOf(config))
    const template = files.withExtension(path, ['.axml'])
    const style = files.withExtension(path, STYLES)
    const script = files.withExtension(path, SCRIPTS)
    const isolation = config.styleIsolation
    units[path] = {
      kind,
      path,
      config,
      components,
      ...(generics.length > 0 && { generics }),
      ...absentOf(app.usingComponents, config.usingComponents, components),
      ...(script !== undefined && { script }),
      ...(template !== undefined && { template }),
      ...(style !== undefined && { style }),
      ...(kind === 'component' && {
        scope: path.replace(/[^\w-]+/g, '-'),
        isolated: isolation === 'apply-shared' || isolation === 'isolated',
      }),
    }
    for (const each of Object.values(components)) queue.push({ path: each, kind: 'component' })
  }
  return units

  /** The custom tab bar, for the pages of the tab bar. */
  function tabBarOf(path: string): { [tag: string]: string } {
    const { customize, items = [] } = app.tabBar ?? {}
    if (customize !== true || !items.some(({ pagePath }) => clean(String(pagePath)) === path)) return {}
    return componentsOf({ [TAB_BAR]: `/${TAB_BAR}/index` }, 'app.json')
  }

  function componentsOf(value: unknown, file: string): { [tag: string]: string } {
    const found: { [tag: string]: string } = {}
    if (!isObject(value)) return found
    for (const [tag, src] of Object.entries(value)) {
      if (typeof src !== 'string') continue
      // The code of plugins is only available on a server.
      if (/^(dynamic-)?plugin:\/\//.test(src)) {
        const message = `<${tag}> is part of a plugin. Plugins are not simulated.`
        report({ severity: 'warning', message, details: { code: 'plugin-component', tag }, file })
        continue
      }
      const path = findComponent(src, file)
      const missing = path === undefined ? files.missingPackage(src, file) : undefined
      if (path === undefined)
        report({
          severity: 'error',
          ...(missing === undefined ? noComponent(src, tag) : noPackage(src, missing)),
          file,
          ...lineOf(file, src),
        })
      else found[tag] = path
    }
    return found
  }

  function findComponent(src: string, file: string): string | undefined {
    for (const each of [src, `${src}/index`]) {
      const found = files.resolve(each, file, ['.axml', '.json', '.js', '.ts'])
      if (found !== undefined) return found.replace(/\.\w+$/, '')
    }
    return undefined
  }

  function lineOf(file: string, text: string): Place | undefined {
    const lines = files.read(file).split('\n')
    const line = lines.findIndex((each) => each.includes(`"${text}"`))
    return line < 0 ? undefined : { line: line + 1, column: lines[line]!.indexOf(text) + 1 }
  }
}

/** Reports each missing package once, since one command installs it for all files. */
function oncePerPackage(problems: readonly Problem[]): Problem[] {
  const reported = new Set<string>()
  return problems.filter(({ details }) => {
    const name = details && missingPackage(details)
    if (name === undefined) return true
    const isFirst = !reported.has(name)
    reported.add(name)
    return isFirst
  })
}

// ------------------------------------------------------------------------------------------- templates, styles, scripts

/** The tags in `usingComponents` whose component is missing. */
function absentOf(shared: unknown, own: unknown, found: { readonly [tag: string]: string }): Pick<Unit, 'absent'> {
  const tags = [shared, own].filter(isObject).flatMap(Object.keys)
  const absent = tags.filter((tag) => !Object.hasOwn(found, tag))
  return absent.length > 0 ? { absent } : {}
}

const noComponent = (src: string, tag: string): Description => ({
  message: `There is no component "${src}" for <${tag}>.`,
  details: { code: 'component-missing', src, tag },
})

const noFile = (src: string): Description => ({
  message: `There is no "${src}".`,
  details: { code: 'referenced-file-missing', src },
})

function compileTemplates(units: readonly Unit[], files: ProjectFiles, report: Report): { [file: string]: Template } {
  const templates: { [file: string]: Template } = {}
  const reported = new Set<string>()
  const queue = units.flatMap(({ template }) => (template === undefined ? [] : [template]))
  for (const file of queue) {
    if (templates[file]) continue
    const template = compileTemplate(file, {
      resolve(src, from, extension, place) {
        const found = files.resolve(src, from, [extension])
        if (found === undefined) report({ severity: 'error', ...noFile(src), file: from, ...place })
        return found
      },
      read: (name) => files.read(name),
      report(mistake, name, place) {
        // A file may be included several times.
        const at = `${name}:${place.line}:${place.column} ${mistake.message}`
        if (!reported.has(at)) report({ severity: 'error', ...mistake, file: name, ...place })
        reported.add(at)
      },
    })
    templates[file] = template
    queue.push(...template.imports)
  }
  return templates
}

async function compileStyles(
  units: readonly Unit[],
  files: ProjectFiles,
  projectRoot: string,
  report: Report,
): Promise<{ styles: { [file: string]: string }; appStyle: string | undefined }> {
  const styles: { [file: string]: string } = {}
  const context: Parameters<typeof compileStyle>[1] = {
    resolve(src, from, place) {
      const found = files.resolve(src, from, STYLES)
      const { line, column } = place
      if (found === undefined) report({ severity: 'error', ...noFile(src), file: from, line, column })
      return found
    },
    read: (name) => preprocess(name, files, projectRoot, report),
    report: (mistake, file, place) => report({ severity: 'error', ...mistake, file, ...place }),
  }
  const appStyle = files.withExtension('app', STYLES)
  if (appStyle !== undefined) styles[appStyle] = await compileStyle(appStyle, context)
  for (const { style, scope, isolated } of units)
    if (style !== undefined) styles[style] ??= await compileStyle(style, context, scope, isolated)
  return { styles, appStyle }
}

function entriesOf(
  units: { readonly [path: string]: Unit },
  templates: { readonly [file: string]: Template },
  files: ProjectFiles,
): Entry[] {
  const app = files.withExtension('app', SCRIPTS)
  const sjs = new Set(Object.values(templates).flatMap((each) => each.sjs.map(({ module }) => module)))
  return [
    ...(app === undefined ? [] : [{ name: 'app', path: files.pathOf(app) }]),
    ...Object.values(units).flatMap(({ path, script }) =>
      script === undefined ? [] : [{ name: path, path: files.pathOf(script) }],
    ),
    ...[...sjs].map((name) => ({ name, path: files.pathOf(name) })),
  ]
}
