import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { axmlText } from '../../../src/mini-program/axml-text.ts'
import type { PhoneScope } from '../../../src/mini-program/phone-scope.ts'
import { openProject } from '../../../src/mini-program/project.ts'
import { positionsIn, runCode } from '../../../src/mini-program/run-code.ts'
import { createMiniProgram, type MiniProgram, type MiniProgramHost } from '../../../src/mini-program/runtime.ts'
import type { Json, Problem, Program, ViewEvent, ViewNode, ViewUpdate } from '../../../src/mini-program/types.ts'
import { createViewTree, textIn, type ViewTree } from '../../../src/mini-program/view-tree.ts'
import { nextTurn } from '../../../src/util/turn.ts'

/** The files of a project by path: text, bytes, or an object for JSON. */
export type Files = { readonly [path: string]: string | object }

/** Writes a project to its own folder, which is removed after the test. */
export function writeProject(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), 'photosalbum-mini-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    const isWhole = typeof content === 'string' || content instanceof Uint8Array
    writeFileSync(file, isWhole ? content : JSON.stringify(content))
  }
  return folder
}

/** A project with one page. */
export const onePage = (axml: string, js = 'Page({})', more: Files = {}): Files => ({
  'app.json': { pages: ['pages/index/index'] },
  'app.js': 'App({})',
  'pages/index/index.axml': axml,
  'pages/index/index.js': js,
  ...more,
})

export interface TestApp {
  readonly app: MiniProgram
  readonly view: ViewTree
  readonly templates: Program['templates']
  readonly problems: Problem[]
  readonly updates: ViewUpdate[]
  /** The visible page as AXML, without custom components around their content. */
  axml(): string
  /** The texts of the visible page, one for each element with a text of its own. */
  texts(): string[]
  /** Taps the innermost element with exactly this text. */
  tap(text: string): Promise<void>
  trigger(text: string, event: Omit<ViewEvent, 'page' | 'node'>): Promise<void>
  find(text: string): ViewNode
}

export interface TestOptions {
  readonly query?: { readonly [name: string]: string }
  readonly route?: string
  readonly my?: object
  /** Other global names for the app's modules. */
  readonly scope?: PhoneScope
  /** Skips waiting for the launch, for tests in which it never ends. */
  readonly launch?: 'in the background'
  readonly measure?: NonNullable<MiniProgramHost['measure']>
  /** Called when the view draws. */
  readonly render?: (update: ViewUpdate) => void | Promise<void>
}

/** Opens a project from its files, as they would be on disk. */
export async function openApp(files: Files | string, options: TestOptions = {}): Promise<TestApp> {
  const project = await openProject(typeof files === 'string' ? files : writeProject(files))
  onTestFinished(() => project.dispose())
  const program: Program = JSON.parse(JSON.stringify(await project.compile()))
  const problems: Problem[] = [...program.problems]
  const updates: ViewUpdate[] = []
  const view = createViewTree()
  const { locate } = positionsIn(program)
  const my: { [name: string]: unknown } = {
    ...routing(() => app),
    ...options.my,
  }
  const app: MiniProgram = createMiniProgram({
    program,
    code: runCode(program),
    my,
    ...(options.scope && { scope: options.scope }),
    host: {
      async render(update) {
        const plain = JSON.parse(JSON.stringify(update)) as ViewUpdate
        updates.push(plain)
        view.apply(plain)
        await options.render?.(plain)
      },
      ...(options.measure && { measure: options.measure }),
      report: (problem) => {
        problems.push(locate(problem))
      },
    },
  })
  onTestFinished(() => app.close())
  const launched = app.launch({
    ...(options.route !== undefined && { route: options.route }),
    query: options.query ?? {},
  })
  if (options.launch !== 'in the background') await launched

  const test: TestApp = {
    app,
    view,
    templates: program.templates,
    problems,
    updates,
    axml: () => axmlText(view.root().children, { components: false }),
    texts: () => textsIn(view.root()),
    find(text) {
      const found = innermost(view.root(), text)
      if (!found) throw new Error(`There is no "${text}" in\n${test.axml()}`)
      return found
    },
    tap: (text) => test.trigger(text, { type: 'tap', detail: { x: 1, y: 1 } as Json }),
    async trigger(text, event) {
      app.dispatch({ page: view.stack.at(-1)!.page, node: test.find(text).id, ...event })
      await settled(app)
    },
  }
  return test
}

/** Waits until the promises of the app, and the navigation that they request, have ended. */
async function settled(app: MiniProgram): Promise<void> {
  do {
    await nextTurn()
    await app.settled()
    await nextTurn()
  } while (app.isBusy)
}

function textsIn(node: ViewNode): string[] {
  if ('text' in node) return [node.text]
  if (node.children.length > 0 && node.children.every((child) => 'text' in child)) return [textIn(node)]
  return node.children.flatMap(textsIn).filter((text) => text.trim() !== '')
}

function innermost(node: ViewNode, text: string): ViewNode | undefined {
  if ('text' in node) return undefined
  for (const child of node.children) {
    const found = innermost(child, text)
    if (found) return found
  }
  return textIn(node) === text ? node : undefined
}

/** The APIs with callbacks that other parts of the package build from the runtime's navigation. */
function routing(app: () => MiniProgram): { [name: string]: unknown } {
  type Options = {
    url?: string
    delta?: number
    events?: { [name: string]: unknown }
    success?: (result: unknown) => void
    fail?: (error: unknown) => void
  }
  const api =
    (call: (options: Options) => Promise<unknown>) =>
    (options: Options = {}) => {
      call(options).then(
        (result) => options.success?.(result ?? {}),
        (error) => options.fail?.(error),
      )
    }
  return {
    navigateTo: api(({ url, events }) => app().navigateTo(url!, events)),
    redirectTo: api(({ url }) => app().redirectTo(url!)),
    reLaunch: api(({ url }) => app().reLaunch(url!)),
    switchTab: api(({ url }) => app().switchTab(url!)),
    navigateBack: api(({ delta }) => app().navigateBack(delta)),
  }
}
