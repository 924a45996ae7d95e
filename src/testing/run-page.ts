import { createPageRuntime, type PageInstance, type PageRuntime } from '../mini-program/page-runtime.ts'
import type { My } from '../my/my.ts'
import { createLoader, type Script, standInOf } from './load-script.ts'

export interface PageOptions {
  /** The parameters that are passed to `onLoad`. */
  readonly query?: Readonly<Record<string, string>>
  /** The route of the page, such as `pages/poster/index`. */
  readonly route?: string
  /** The app's own script, `app.js`, in any of the forms of a page. */
  readonly app?: Script
}

/** A page of unknown type: methods of any name. */
export type AnyPage = Record<string, (...given: unknown[]) => unknown>

/** An open page: the members that were passed to `Page`, its `data` and `setData`. Call its methods as taps would. */
export type TestPage<Own extends object = AnyPage> = Own & Pick<PageInstance, 'data' | 'route' | 'setData'>

/** What a user does with an app besides tapping. Errors that the app throws are thrown. */
export interface TestApp {
  /** Leaves the app for another one: `onHide` of page and app. */
  hide(): void
  /** Returns to the app: `onShow` of app and page. */
  show(): void
  /** Closes the page: `onUnload`. */
  close(): void
}

export interface Pages {
  /** Opens a page and waits for `onReady`. Errors that the app throws are thrown. */
  run<Own extends object = AnyPage>(page: Script, options?: PageOptions): Promise<TestPage<Own>>
  readonly app: TestApp
  readonly globals: PageRuntime['globals']
  reset(): void
}

export function createPages(my: My): Pages {
  let thrown: unknown[] | undefined
  let runtime = start()

  function start(): PageRuntime {
    return createPageRuntime({
      onError(error) {
        if (thrown) thrown.push(error)
        // Nothing waits for the code that threw, so it surfaces as an uncaught error.
        else void Promise.reject(error)
      },
    })
  }

  const globals: PageRuntime['globals'] = {
    App: (definition) => load.define('App', definition),
    Page: (definition) => load.define('Page', definition),
    getApp: () => runtime.globals.getApp(),
    getCurrentPages: () => runtime.globals.getCurrentPages(),
  }
  const load = createLoader({ my, ...globals })

  /** Throws the first error that the app threw since. */
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

  /** Starts an app, and closes the one before. */
  function launch(app: object): void {
    rethrowing(() => runtime.close())()
    runtime = start()
    runtime.globals.App(standInOf(app))
  }

  async function open(page: Script, { app, query, route }: PageOptions): Promise<PageInstance | undefined> {
    // The page's script may call getApp() as soon as it is loaded.
    if (app !== undefined) launch((await load('App', app)).App!)
    const { App, Page } = await load('Page', page)
    if (App && app === undefined) launch(App)
    runtime.globals.Page(Page)
    thrown = []
    const opened = await runtime.open({ route, query })
    finish()
    return opened
  }

  let queue: Promise<unknown> = Promise.resolve()

  return {
    async run<Own extends object>(page: Script, options: PageOptions = {}) {
      // Only the order tells which script called Page.
      const opening = queue.then(() => open(page, options))
      queue = opening.catch(() => {})
      return (await opening) as unknown as TestPage<Own>
    },
    app: {
      hide: rethrowing(() => runtime.hide()),
      show: rethrowing(() => runtime.show()),
      close: rethrowing(() => runtime.close()),
    },
    globals,
    reset() {
      runtime = start()
      queue = Promise.resolve()
    },
  }
}
