import { type AppCode, describe } from './app-code.ts'
import { type Definition, defineComponent, filterDefinition } from './definition.ts'
import { type Modules, type PhoneScope, type ProgramFunction, phoneScope } from './phone-scope.ts'
import type { Program } from './types.ts'

type App = { [member: string]: unknown }

/** The argument that a script passed to `Page` or `Component`. */
interface Registered {
  readonly kind: 'page' | 'component'
  readonly raw: object
}

const NAMES = { page: 'Page', component: 'Component' } as const

/**
 * The app's modules, and the arguments that they passed to `App`, `Page` and `Component`. Each module runs once, when it is
 * first needed.
 */
export interface AppModules {
  readonly app: App | undefined
  /** Runs the module of the app. Returns an object without members if it does not call `App`. */
  startApp(scope: PhoneScope): App
  /** The argument that the script of a page passed to `Page` or `Component`. */
  page(path: string): Registered | undefined
  component(path: string): Definition
  sjs(path: string): unknown
}

export function createAppModules(program: Program, code: ProgramFunction, appCode: AppCode): AppModules {
  const { failed, report } = appCode
  const registered = new Map<string, Registered>()
  const components = new Map<string, Definition>()
  const loaded = new Set<string>()
  let modules: Modules = {}
  let app: App | undefined
  let loading: string | undefined

  const globals: PhoneScope = {
    App: function App(definition: object = {}) {
      // Not a copy: a module may keep the result of getApp().
      app = definition as App
    },
    Page: function Page(definition: object = {}) {
      register('page', definition)
    },
    Component: function Component(definition: object = {}) {
      register('component', definition)
    },
    Mixin: function Mixin(definition: object = {}) {
      filterDefinition(definition)
      return definition
    },
    getApp: () => app,
  }

  function register(kind: Registered['kind'], raw: object): void {
    filterDefinition(raw)
    if (loading !== undefined) registered.set(loading, { kind, raw })
    else
      report({
        severity: 'error',
        message: `${NAMES[kind]}() was called too late. Call it while the script is loaded.`,
        details: { code: 'registered-late', kind: NAMES[kind] },
      })
  }

  /** Runs the module of a page or component once, after those of the components that it uses. */
  function load(path: string): void {
    if (loaded.has(path)) return
    loaded.add(path)
    for (const component of Object.values(program.units[path]?.components ?? {})) load(component)
    const before = loading
    loading = path
    try {
      modules[path]?.()
    } catch (thrown) {
      failed(thrown)
      return
    } finally {
      loading = before
    }
    const { script, kind, template } = program.units[path] ?? {}
    // Without a template, the file may be a plain script that was opened on its own.
    if (script !== undefined && template !== undefined && !registered.has(path))
      report({
        severity: 'warning',
        message: `This script does not call ${NAMES[kind ?? 'page']}().`,
        details: { code: 'registers-nothing', kind: NAMES[kind ?? 'page'] },
        file: script,
      })
  }

  return {
    get app() {
      return app
    },
    startApp(scope) {
      modules = code(...phoneScope({ ...globals, ...scope }, program.globalObject))
      try {
        modules.app?.()
      } catch (thrown) {
        failed(thrown)
      }
      app ??= {}
      return app
    },
    page(path) {
      load(path)
      return registered.get(path)
    },
    component(path) {
      let definition = components.get(path)
      if (!definition) {
        load(path)
        definition = defineComponent({ ...(registered.get(path)?.raw ?? {}) })
        components.set(path, definition)
      }
      return definition
    },
    sjs(path) {
      try {
        return modules[path]?.()
      } catch (thrown) {
        const { message, stack } = describe(thrown)
        report({ severity: 'error', message, file: path, stack })
        return undefined
      }
    },
  }
}
