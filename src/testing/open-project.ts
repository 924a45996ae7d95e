import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { render } from '../i18n/localize.ts'
import { zhProblems } from '../i18n/zh-problems.ts'
import { compileTemplate } from '../mini-program/axml/compile-template.ts'
import { parseAxml } from '../mini-program/axml/parse-axml.ts'
import { mayDraw } from '../mini-program/canvas/headless-canvas.ts'
import { loadNodeGraphics } from '../mini-program/canvas/node-graphics.ts'
import { createFileStates, type FileStates, foldersFrom } from '../mini-program/file-states.ts'
import { createHeadless } from '../mini-program/headless.ts'
import type { RoutingError } from '../mini-program/navigation.ts'
import { PHONE_NAMES, type ProgramFunction } from '../mini-program/phone-scope.ts'
import { openProject } from '../mini-program/project.ts'
import { parsePage, queryOf } from '../mini-program/routes.ts'
import { runCode } from '../mini-program/run-code.ts'
import type { Problem, Program } from '../mini-program/types.ts'
import { SCOPE } from '../my/permission.ts'
import { packageFiles } from '../node/package-files.ts'
import { createTestMy, internalsOf, registerPart, type TestMyOptions } from './create-test-my.ts'
import { createElements, withSnapshot } from './elements.ts'
import { inChinese, words } from './messages.ts'
import type { ComponentOptions, OpenAppOptions, OpenedApp, OpenedComponent, OpenedPage, OpenOptions } from './opened.ts'

/** A compiled project, and the state of its files at that time. */
interface Compiled {
  readonly root: string
  readonly program: Program
  readonly files: FileStates
}

const compiled = new Map<string, Compiled>()

/** Compiles a project, unless none of its files has changed since. */
async function compile(folder: string): Promise<Compiled> {
  const known = compiled.get(folder)
  if (known?.files.areCurrent()) return known
  const files = createFileStates()
  const project = await openProject(folder, { onRead: files.add })
  try {
    const made = { root: project.root, program: await project.compile(), files }
    files.addMissingPackages(made.root, made.program)
    compiled.set(folder, made)
    return made
  } finally {
    await project.dispose()
  }
}

export async function openApp(folder: string, options: OpenAppOptions = {}): Promise<OpenedApp> {
  const { root, program } = await compile(resolve(folder))
  const [first] = program.pages
  if (first === undefined) {
    const [problem] = program.problems
    throw new Error(problem ? sentenceOf(problem) : words().noPages(root))
  }
  const { page = first, query: given, scene, ...others } = options
  const { route, query } = parsePage(page, given)
  if (!program.pages.includes(route)) throw new Error(words().noSuchPage(route, program.pages))
  const { app } = await start(program, root, others, { route, query, scene })
  return app
}

/** The page that contains the component. No project has a page of this name. */
const PAGE = 'photosalbum/component'

export async function openComponent(path: string, options: ComponentOptions = {}): Promise<OpenedComponent> {
  const file = resolve(path)
  if (!['.axml', '.json', '.js', '.ts'].some((extension) => existsSync(file + extension)))
    throw new Error(words().noSuchComponent(path))
  const root = realpathSync(projectAround(file))
  const { slots = {} } = options
  let props = { ...options.props }
  const drafts = new Map([
    [`${PAGE}.axml`, pageOf(props, slots)],
    [`${PAGE}.json`, JSON.stringify({ usingComponents: { subject: `/${inside(root, file)}` } })],
  ])
  const project = await openProject(root, { pages: [PAGE], draft: (name) => drafts.get(inside(root, name)) })
  const program = await project.compile()
  await project.dispose()
  const { app, elements, running, act } = await start(program, root, options, {
    route: PAGE,
    page: { data: { props } },
  })
  const [id] = running.program.select('subject', { first: true })
  const instance = id === undefined ? undefined : running.program.component(id)
  if (id === undefined || !instance) throw new Error(`${words().notAComponent(path)}${describeProblems(app.problems)}`)
  const element = elements.element(running.tree.node(id)!)
  const { tap: tapText } = app
  const members = {
    ...element,
    element,
    instance,
    tap: (text?: string) => (text === undefined ? element.tap() : tapText(text)),
    setProps: (more: Readonly<Record<string, unknown>>) =>
      act(async () => {
        const isNew = Object.keys(more).some((name) => !Object.hasOwn(props, name))
        props = { ...props, ...more }
        if (isNew) await running.program.replaceTemplates(templatesWith(program, pageOf(props, slots)))
        const page = running.program.stack[0]!.instance
        ;(page.setData as (data: object) => void)({ props })
      }),
  }
  return withSnapshot(Object.assign(app, members))
}

/** The template of a page that contains a component with props from its data, and AXML in its slots. */
function pageOf(props: object, slots: Readonly<Record<string, string>>): string {
  const attributes = Object.keys(props).map((name) => ` ${name}="{{props['${name}']}}"`)
  const content = Object.entries(slots).map(([name, axml]) => {
    if (name === 'default') return axml
    const attributes = parseAxml(axml).nodes.flatMap((node) => ('tag' in node ? node.attributes : []))
    const scope = attributes.find((each) => each.name === 'slot-scope')?.value
    return `<block slot="${name}"${typeof scope === 'string' ? ` slot-scope="${scope}"` : ''}>${axml}</block>`
  })
  return `<subject${attributes.join('')}>${content.join('')}</subject>`
}

/** The templates of a program, with another template for the page of the component. */
function templatesWith({ templates }: Program, text: string): Program['templates'] {
  const file = `${PAGE}.axml`
  const page = compileTemplate(file, { resolve: () => undefined, read: () => text, report() {} })
  return { ...templates, [file]: page }
}

const inside = (root: string, path: string) => relative(root, path).split(sep).join('/')

interface Start {
  readonly route: string
  readonly query?: Readonly<Record<string, string>>
  readonly scene?: string
  /** The definition of the page at the route, if it has no script. */
  readonly page?: object
}

/** Runs a program on a phone, and opens the first page. */
async function start(program: Program, root: string, options: OpenOptions, first: Start) {
  const { phone, onError, timeout = 1500, ...phoneOptions } = options
  const kit =
    phone ??
    createTestMy({
      permission: permissionOf(program),
      ...phoneOptions,
    })
  const { recorder, calls, check, unobserved, sockets, usePackage } = internalsOf(kit)
  usePackage(packageFiles(root))
  const problems: Problem[] = [...program.problems]
  const titles = new Map<number, string>()
  let actions = 0
  let errors: unknown[] = []

  const code = runCode(program)
  const running = createHeadless({
    program,
    code: first.page ? withPage(code, first.route, first.page) : code,
    my: kit.my,
    calls: calls(),
    phone: unobserved(),
    sockets: sockets(),
    root,
    graphics: mayDraw(program) ? await loadNodeGraphics() : undefined,
    pendingCalls: () => recorder.pending,
    report(problem, thrown) {
      problems.push(problem)
      if (thrown === undefined) return
      if (onError) onError(thrown, problem)
      else if (actions > 0) errors.push(withPositions(thrown, problem))
      // No code awaits the error, so it must surface as an uncaught error.
      else void Promise.reject(withPositions(thrown, problem))
    },
    setNavigationBar({ title }) {
      const page = running.program.stack.at(-1)?.page
      if (page !== undefined && title !== undefined) titles.set(page, title)
    },
  })
  recorder.onEnd(running.callEnded)
  const { program: app } = running

  async function act<Result>(step: () => Result | Promise<Result>): Promise<Result> {
    actions++
    try {
      const result = await step()
      await running.settled()
      check()
      const [error] = errors
      if (errors.length > 0) throw error
      return result
    } finally {
      if (--actions === 0) errors = []
    }
  }

  const describe = () => words().space + words().tappable(running.tappable()) + describeProblems(problems)
  const elements = createElements({
    running,
    act,
    describe,
    title: ({ page, config }) => titles.get(page) ?? String(config.defaultTitle ?? ''),
    timeout,
  })
  const currentPage = () => {
    const page = app.stack.at(-1)
    if (!page) throw new Error(`${words().noPageIsOpen}${describeProblems(problems)}`)
    return elements.page(page)
  }
  /** Navigates to another page. */
  const go = async (way: () => Promise<unknown>): Promise<OpenedPage> => {
    await act(() => way().catch(rejectWithError))
    return currentPage()
  }
  const fromRoot = (url: string) => (/^[./]/.test(url) ? url : `/${url}`)

  const { runPage: _, app: __, reset: ___, ...shared } = kit
  const opened: OpenedApp = {
    ...shared,
    my: running.my as OpenedApp['my'],
    problems,
    getApp: () => app.app as ReturnType<OpenedApp['getApp']>,
    currentPage,
    pageStack: () => app.stack.map(elements.page),
    navigateTo: (url) => go(() => app.navigateTo(fromRoot(url))),
    redirectTo: (url) => go(() => app.redirectTo(fromRoot(url))),
    reLaunch: (url) => go(() => app.reLaunch(fromRoot(url))),
    switchTab: (url) => go(() => app.switchTab(fromRoot(url))),
    navigateBack: (delta) => go(() => app.navigateBack(delta)),
    tap: (text) =>
      act(async () => {
        if (!(await running.tap(text, timeout).catch(rejectWithError)))
          throw new Error(words().noSuchText(text) + describe())
      }),
    back: () => go(() => app.back()),
    tapTab: (item) =>
      go(() => {
        const index = typeof item === 'number' ? item : running.tabNames.indexOf(item)
        if (index in running.tabNames) return app.tapTab(index)
        throw new Error(words().noSuchTab(item, running.tabNames))
      }),
    shake: () => act(() => running.shake()),
    hide: () => act(() => app.hide()),
    show: ({ query, ...others } = {}) =>
      act(() => app.show({ ...others, ...(query !== undefined && { query: queryOf(query) }) })),
    close: () => act(() => app.close()),
    settled: () => act(() => {}),
  }
  registerPart(opened, kit)
  registerPart(opened.my, kit)

  const { route, query = {}, scene } = first
  await act(() => app.launch({ route, query, ...(scene !== undefined && { scene }) }))
  return { app: opened, elements, running, act }
}

/** Adds a definition that the test passed for a page without a script. */
function withPage(code: ProgramFunction, route: string, page: object): ProgramFunction {
  return (...values) => {
    const Page = values[PHONE_NAMES.indexOf('Page')] as (definition: object) => void
    return { ...code(...values), [route]: () => Page(page) }
  }
}

/** Lists the first problems of a project, for the message of an error that they may have caused. */
function describeProblems(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return ''
  const lines = errors.slice(0, 3).map((problem) => {
    const { file, line, column } = problem
    const place = [file, line, column].filter((part) => part !== undefined).join(':')
    return place === '' ? sentenceOf(problem) : `${place}: ${sentenceOf(problem)}`
  })
  return `\n${words().problems}\n  ${lines.join('\n  ')}${errors.length > 3 ? '\n  …' : ''}`
}

const sentenceOf = (problem: Problem): string => (inChinese() ? render(problem, zhProblems) : problem.message)

/** Maps the positions in the stack of an error to the app's own files. */
function withPositions(thrown: unknown, { stack }: Problem): unknown {
  if (thrown instanceof Error && stack)
    Object.defineProperty(thrown, 'stack', { value: stack, configurable: true, writable: true })
  return thrown
}

/** Rejects with an `Error` for the failure of a navigation API, so that test runners can show it. */
function rejectWithError(failure: unknown): never {
  const { error, errorMessage } = (failure ?? {}) as Partial<RoutingError>
  throw typeof errorMessage === 'string' ? Object.assign(new Error(errorMessage), { error, errorMessage }) : failure
}

/** Invalid values in `app.json` are ignored, as on a phone. */
function permissionOf({ app }: Program): NonNullable<TestMyOptions['permission']> {
  const given = app.permission as { readonly [scope: string]: { readonly desc?: unknown } | null } | undefined
  const desc = given?.[SCOPE]?.desc
  return typeof desc === 'string' ? { [SCOPE]: { desc } } : {}
}

/** The project of a component: the nearest folder above it that has a configuration and is not in a package. */
function projectAround(file: string): string {
  const folders = foldersFrom(dirname(file)).filter((folder) => !folder.split(sep).includes('node_modules'))
  const has = (name: string) => folders.find((folder) => existsSync(join(folder, name)))
  return has('app.json') ?? has('mini.project.json') ?? has('package.json') ?? dirname(file)
}
