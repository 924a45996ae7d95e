import type { MaybePromise } from '../core/types.ts'
import { textIn } from '../util/thrown.ts'
import { changeData, copyOfData } from './data.ts'

/** A page as its own script sees it: all that it gave to `Page`, its `data`, and the ways to change them. */
export interface PageInstance {
  readonly route: string
  data: { [key: string]: unknown }
  setData(patch: object, callback?: () => void): void
  $spliceData(
    patch: { [path: string]: [start: number, deleteCount: number, ...items: unknown[]] },
    callback?: () => void,
  ): void
  $batchedUpdates(change: () => void): void
  [member: string]: unknown
}

/** What a host does for the pages that it runs. It has the rest: loading scripts, drawing, input. */
export interface PageHost {
  /** An exception of the app's own code, after `App.onError` saw it. A phone goes on, and so may the host. */
  onError(error: unknown): void
  /** Draws the page's data. `onReady` and the callback of `setData` wait for it. */
  render?(page: PageInstance): MaybePromise<void>
}

export interface PageRuntime {
  /** What a mini-program's scripts find in their global scope, beside `my`. */
  readonly globals: {
    App(definition?: object): void
    Page(definition?: object): void
    getApp(): object | undefined
    getCurrentPages(): PageInstance[]
  }
  /** The page that is open. */
  readonly page: PageInstance | undefined
  /** The methods of the page that was defined last, life cycle included: what `call` can call once it is open. */
  readonly methods: readonly string[]
  /**
   * Opens the page that a script defined last: `onLaunch` and `onShow` of the app the first time, then `onLoad`,
   * `onShow` and `onReady` of the page. Without a `Page(…)` in the scripts there is no page, which is fine.
   */
  open(options?: { route?: string; query?: { readonly [key: string]: string } }): Promise<PageInstance | undefined>
  /** Calls a method of the page, as a tap would. Answers what it returns. Throws if the page has no such method. */
  call(method: string, ...args: unknown[]): unknown
  /** `onHide` of page and app: the person went elsewhere. */
  hide(): void
  /** `onShow` of app and page: the person came back. */
  show(): void
  /** `onUnload`: the page is gone. The app stays. */
  close(): void
  /** The app's own code threw outside of the life cycle: in a callback, in a timer. `App.onError` sees it. */
  uncaughtError(error: unknown): void
  /** A promise of the app that nobody caught: `App.onUnhandledRejection` sees it. */
  unhandledRejection(reason: unknown, promise?: Promise<unknown>): void
}

type Definition = { readonly [member: string]: unknown }

/**
 * `App`, `Page`, `getApp` and `getCurrentPages`, with the life cycle that the platform documents. It knows no
 * platform itself: the command line, the testing kit and the simulator all run pages with it.
 */
export function createPageRuntime(host: PageHost): PageRuntime {
  let app: Definition | undefined
  let launched = false
  let defined: Definition | undefined
  let page: PageInstance | undefined
  let launchOptions: object = {}

  /** Runs the app's own code. What it throws is the app's, never the host's. */
  function run(owner: Definition | undefined, hook: string, ...args: unknown[]): void {
    const method = owner?.[hook]
    if (typeof method !== 'function') return
    try {
      method.apply(owner, args)
    } catch (thrown) {
      failed(thrown)
    }
  }

  function failed(thrown: unknown): void {
    try {
      if (typeof app?.onError === 'function') app.onError(textOf(thrown), textIn(thrown, 'stack'))
    } catch (again) {
      host.onError(again)
    }
    host.onError(thrown)
  }

  function instantiate(definition: Definition, route: string): PageInstance {
    const { data } = definition
    const instance: PageInstance = {
      ...definition,
      route,
      data: copyOfData({ ...(typeof data === 'function' ? data() : data) }),
      setData(patch, callback) {
        for (const [path, value] of Object.entries(patch)) changeData(instance.data, path, () => value)
        void drawn(callback)
      },
      $spliceData(patch, callback) {
        for (const [path, [start, deleteCount, ...items]] of Object.entries(patch))
          changeData(instance.data, path, (old) =>
            Array.isArray(old) ? old.toSpliced(start, deleteCount, ...items) : items,
          )
        void drawn(callback)
      },
      $batchedUpdates: (change) => change.call(instance),
    }
    async function drawn(callback?: () => void) {
      if (instance === page) await host.render?.(instance)
      run({ callback: callback?.bind(instance) }, 'callback')
    }
    return instance
  }

  const runtime: PageRuntime = {
    globals: {
      App(definition = {}) {
        app = definition as Definition
      },
      Page(definition = {}) {
        defined = definition as Definition
      },
      getApp: () => app,
      getCurrentPages: () => (page ? [page] : []),
    },
    get page() {
      return page
    },
    get methods() {
      return Object.keys(defined ?? {}).filter((name) => typeof defined?.[name] === 'function')
    },
    async open({ route = 'index', query = {} } = {}) {
      runtime.close()
      if (!launched) {
        launched = true
        launchOptions = { path: route, query, scene: '1000' }
        run(app, 'onLaunch', launchOptions)
        run(app, 'onShow', launchOptions)
      }
      if (!defined) return undefined
      const opened = instantiate(defined, route)
      page = opened
      run(opened, 'onLoad', query)
      run(opened, 'onShow')
      await host.render?.(opened)
      if (opened === page) run(opened, 'onReady')
      return opened
    },
    call(method, ...args) {
      const own = page?.[method]
      if (typeof own !== 'function')
        throw new TypeError(`The page has no method "${method}". It has: ${runtime.methods.join(', ') || 'none'}.`)
      return own.apply(page, args)
    },
    hide() {
      run(page, 'onHide')
      run(app, 'onHide')
    },
    show() {
      run(app, 'onShow', launchOptions)
      run(page, 'onShow')
    },
    close() {
      const closed = page
      page = undefined
      run(closed, 'onUnload')
    },
    uncaughtError: failed,
    unhandledRejection(reason, promise) {
      run(app, 'onUnhandledRejection', { reason, promise })
    },
  }
  return runtime
}

/** What a call failed with is no error but an object, with its words inside (C2). */
function textOf(thrown: unknown): string {
  try {
    const isWhole = thrown instanceof Error || typeof thrown !== 'object'
    return textIn(thrown, 'errorMessage') ?? (isWhole ? String(thrown) : JSON.stringify(thrown))
  } catch {
    return 'Something was thrown that cannot be read.'
  }
}
