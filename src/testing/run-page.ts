import { createPageRuntime, type PageInstance, type PageRuntime } from '../mini-program/page-runtime.ts'
import type { My } from '../my/my.ts'
import { createLoader, type Script, standInOf } from './load-script.ts'

export interface PageOptions {
  /** What the page was opened with: the parameter of its `onLoad`. */
  readonly query?: Readonly<Record<string, string>>
  /** Where the page is in the app, such as `pages/poster/index`. */
  readonly route?: string
  /** The app's own script, `app.js`, in any of the forms that a page has. */
  readonly app?: Script
}

/** What a page may have, where its type is not told: methods of any name. */
export type AnyPage = Record<string, (...given: unknown[]) => unknown>

/** An open page: what it gave to `Page`, its `data` and `setData`. Call its methods as taps would. */
export type TestPage<Own extends object = AnyPage> = Own & Pick<PageInstance, 'data' | 'route' | 'setData'>

/** What the person does with the app, beside tapping. What the app throws on the way is thrown. */
export interface TestApp {
  /** Goes elsewhere: `onHide` of page and app. */
  hide(): void
  /** Comes back: `onShow` of app and page. */
  show(): void
  /** Leaves the page: its `onUnload`. */
  close(): void
}

export interface Pages {
  /** Opens a page, up to its `onReady`. What the app throws on the way is thrown. */
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
        // Nobody waits for what threw it: it surfaces as the app's own bug would.
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

  /** Throws the first thing that the app threw meanwhile. */
  function finish(): void {
    const [first] = thrown?.splice(0) ?? []
    const failed = first !== undefined
    thrown = undefined
    if (failed) throw first
  }
  const doing = (step: () => void) => () => {
    thrown = []
    step()
    finish()
  }

  /** A script that brings an app starts it, as the person does: what there was of another one is gone. */
  function launch(app: object): void {
    doing(() => runtime.close())()
    runtime = start()
    runtime.globals.App(standInOf(app))
  }

  async function open(page: Script, { app, query, route }: PageOptions): Promise<PageInstance | undefined> {
    // The page's script may ask for its app as soon as it is loaded.
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
      // Which script calls Page is known by the order alone.
      const opening = queue.then(() => open(page, options))
      queue = opening.catch(() => {})
      return (await opening) as unknown as TestPage<Own>
    },
    app: {
      hide: doing(() => runtime.hide()),
      show: doing(() => runtime.show()),
      close: doing(() => runtime.close()),
    },
    globals,
    reset() {
      runtime = start()
      queue = Promise.resolve()
    },
  }
}
