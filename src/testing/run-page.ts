import { copyOfData } from '../mini-program/data.ts'
import { PHONE_NAMES, type ProgramFunction } from '../mini-program/phone-scope.ts'
import { queryOf } from '../mini-program/routes.ts'
import { createMiniProgram, type MiniProgram } from '../mini-program/runtime.ts'
import type { Problem, Program } from '../mini-program/types.ts'
import type { My } from '../my/my.ts'
import { createLoader, type Script, standInOf } from './load-script.ts'

export interface PageOptions {
  /** The query that is passed to `onLoad`, as an object or as in a URL: `{ id: '7' }` or `id=7`. */
  readonly query?: string | Readonly<Record<string, string>>
  /** The route of the page, such as `pages/poster/index`. */
  readonly route?: string
  /** The app's own script, `app.js`. It can be passed in all the ways in which a page can. */
  readonly app?: Script
}

/** A page of unknown type: methods with any name. */
export type AnyPage = Record<string, (...given: unknown[]) => unknown>

/** An open page: the members that were passed to `Page`, with `data` and `setData`. Call its methods as taps would. */
export type TestPage<Own extends object = AnyPage> = Own & {
  readonly route: string
  data: { [key: string]: unknown }
  setData(patch: object, callback?: () => void): void
}

/** User actions other than taps. Errors of the app are thrown. */
export interface TestApp {
  /** Leaves the app for another one: runs `onHide` of the page and the app. */
  hide(): void
  /** Returns to the app: runs `onShow` of the app and the page. */
  show(): void
  /** Closes the page: runs `onUnload`. */
  close(): void
}

export interface Pages {
  /** Opens a page and waits for `onReady`. Errors of the app are thrown. */
  run<Own extends object = AnyPage>(page: Script, options?: PageOptions): Promise<TestPage<Own>>
  readonly app: TestApp
  /** The global names that a module can use, except `my`. */
  readonly globals: {
    App(definition?: object): void
    Page(definition?: object): void
    getApp(): object | undefined
    getCurrentPages(): object[]
  }
  reset(): void
}

/** Opens pages one at a time, without a project: the test loads their scripts. */
export function createPages(my: My): Pages {
  let thrown: unknown[] | undefined
  let app: object | undefined
  let isLaunched = false
  let running: MiniProgram | undefined

  const globals: Pages['globals'] = {
    App: (definition) => load.define('App', definition),
    Page: (definition) => load.define('Page', definition),
    getApp: () => app,
    getCurrentPages: () => running?.stack.map(({ instance }) => instance) ?? [],
  }
  const load = createLoader({ my, ...globals })

  function report(_: Problem, error: unknown): void {
    if (error === undefined) return
    if (thrown) thrown.push(error)
    // No code awaits the error, so it must surface as an uncaught error.
    else void Promise.reject(error)
  }

  /** Throws the first error of the app since the last call. */
  function finish(): void {
    const [first] = thrown?.splice(0) ?? []
    const failed = first !== undefined
    thrown = undefined
    if (failed) throw first
  }
  const rethrowing = (step: () => void) => () => {
    thrown = []
    step()
    finish()
  }
  const close = rethrowing(() => {
    running?.close()
    running = undefined
  })

  /** Launches an app for the next page, and closes the previous one. */
  function begin(definition: object): void {
    close()
    app = standInOf(definition)
    isLaunched = false
  }

  async function open(
    page: Script,
    { app: script, query: given = {}, route = 'index' }: PageOptions,
  ): Promise<unknown> {
    // The page's script may call getApp() as soon as it is loaded.
    if (script !== undefined) begin((await load('App', script)).App!)
    const { App, Page } = await load('Page', page)
    if (App && script === undefined) begin(App)
    close()
    running = createMiniProgram({
      program: programOf(route),
      code: codeOf(route, app, Page!),
      my,
      host: { render() {}, report },
    })
    thrown = []
    const launched = running.launch({ route, query: queryOf(given), isRunning: isLaunched })
    isLaunched = true
    await launched
    finish()
    return running.stack.at(-1)?.instance
  }

  let queue: Promise<unknown> = Promise.resolve()

  return {
    async run<Own extends object>(page: Script, options: PageOptions = {}) {
      // Scripts are loaded one at a time, because a call of Page does not say which script it comes from.
      const opening = queue.then(() => open(page, options))
      queue = opening.catch(() => {})
      return (await opening) as TestPage<Own>
    },
    app: {
      hide: rethrowing(() => running?.hide()),
      show: rethrowing(() => running?.show()),
      close,
    },
    globals,
    reset() {
      running = undefined
      app = undefined
      isLaunched = false
      queue = Promise.resolve()
    },
  }
}

/** A program of one page without a template. */
function programOf(route: string): Program {
  return {
    app: { window: {} },
    component2: true,
    globalObject: 'legacy',
    pages: [route],
    units: { [route]: { kind: 'page', path: route, config: {}, components: {} } },
    templates: {},
    styles: {},
    code: '',
    map: '',
    problems: [],
  }
}

/** Modules that call `App` and `Page` with the definitions from the test's own modules. */
function codeOf(route: string, app: object | undefined, page: object): ProgramFunction {
  return (...values) => {
    const scope = Object.fromEntries(PHONE_NAMES.map((name, index) => [name, values[index]])) as {
      readonly App: (definition: object) => void
      readonly Page: (definition: object) => void
    }
    return {
      app: () => app && scope.App(app),
      // Each page gets its own data, even though its module runs only once.
      [route]: () => scope.Page({ ...page, ...('data' in page && { data: copyOfData(page.data) }) }),
    }
  }
}
