import { type ApiHost, buildApis } from '../my/api.ts'
import { type Sockets, socketApis } from '../my/apis/sockets.ts'
import type { My } from '../my/my.ts'
import { isChinese } from '../util/format.ts'
import { nextTurn } from '../util/turn.ts'
import { DEFAULT_SIZE, sizeOf } from './canvas/element.ts'
import type { Graphics } from './canvas/graphics.ts'
import { createHeadlessCanvas } from './canvas/headless-canvas.ts'
import { type Controls, createControls } from './controls.ts'
import { type HeadlessImagesHost, loadImage } from './headless-images.ts'
import { withOwnApis } from './own-apis.ts'
import { createPageApis, defineApi, sharePage } from './page-apis.ts'
import type { ProgramFunction } from './phone-scope.ts'
import { positionsIn, runCode } from './run-code.ts'
import { createMiniProgram, type MiniProgram } from './runtime.ts'
import { createSensorApis } from './sensor-apis.ts'
import { findTarget, tappableTexts } from './tap-targets.ts'
import type {
  LayoutAnswer,
  LayoutRequest,
  Problem,
  Program,
  ViewComponent,
  ViewElement,
  ViewNode,
  ViewUpdate,
} from './types.ts'
import { createUnsimulatedApis } from './unsimulated-apis.ts'
import type { ViewTree } from './view-tree.ts'

/** What the runtime needs from a host without a screen: `photosalbum run` and the testing kit. */
export interface HeadlessOptions {
  readonly program: Program
  /** @default the function that the script of the program defines */
  readonly code?: ProgramFunction
  /** The APIs of `my` that do not depend on a page. */
  readonly my: object
  /** The host of the APIs that act on pages. */
  readonly calls: ApiHost
  /** The same phone, for the pictures and files of these APIs. Its calls are not observed. */
  readonly phone: My
  /** The folder of `app.json`. */
  readonly root: string
  /** The drawing package, from `loadNodeGraphics`. Absent if none is installed. */
  readonly graphics: Graphics | undefined
  /** The connections of the app. */
  readonly sockets: Sockets
  /** The number of pending calls of `my`. `callEnded` must be called when one ends. */
  pendingCalls(): number
  /** `thrown` is the value that the app's own code threw. Positions refer to the app's own files. */
  report(problem: Problem, thrown?: unknown): void
  /**
   * Whether waiting keeps the process alive. If not, call `giveUp` when nothing else keeps it alive.
   * @default true
   */
  readonly keepAlive?: boolean
  /** The app changed its title bar. */
  setNavigationBar?(bar: { title?: string; backgroundColor?: string; loading?: boolean }): void
}

/** A running mini-program that can be tapped and awaited. */
export interface Headless {
  readonly program: MiniProgram
  /** The `my` that the app calls. */
  readonly my: object
  /** The tree that a screen would show. */
  readonly tree: ViewTree
  /** Dispatches an event to a node. Returns the number of handlers. */
  dispatch(node: ViewNode, type: string, detail?: Parameters<Controls['dispatch']>[0]['detail']): number
  /**
   * Resolves when everything that the last event started has ended: promises, calls of `my`, new pages and rendering. Timers of
   * the app are not awaited. The wait ends after `limit` milliseconds, or after `MAX_CALLS` calls, since an app may retry
   * forever; the latter is reported.
   */
  settled(limit?: number): Promise<void>
  /**
   * Resolves with the result of `find` as soon as there is one. Resolves with `undefined` when the app has nothing pending that
   * could change the result, or after `limit` milliseconds.
   */
  waitFor<Found>(find: () => Found | undefined, limit: number): Promise<Found | undefined>
  /**
   * Taps the element in the page, the tab bar or the title bar that has this visible text or matches this selector, such as
   * `.save`. Waits up to `limit` milliseconds for it to appear. Resolves with whether it was found.
   */
  tap(text: string, limit: number): Promise<boolean>
  /** The visible texts or selectors of everything that can be tapped now. */
  tappable(): string[]
  /** The current names of the items of the tab bar. Empty without a tab bar. */
  readonly tabNames: readonly string[]
  /** The user shakes the phone. */
  shake(): void
  /** A call of `my` has ended. */
  callEnded(): void
  /** Ends the current waits, because what they wait for will never happen. Returns whether there were any. */
  giveUp(): boolean
}

/** The number of calls of `my` after an event that are awaited. */
const MAX_CALLS = 3000
/** The same for an app that has exceeded `MAX_CALLS` before. */
const MAX_CALLS_OF_ENDLESS = 100

// Tests may replace the timers, and apps may change globals.
const { setTimeout: realTimeout, clearTimeout: realClearTimeout } = globalThis

/** Creates a mini-program without a screen. `program.launch` opens its first page. */
export function createHeadless(options: HeadlessOptions): Headless {
  const waiting = new Set<{ readonly check: () => void; readonly giveUp: () => void }>()
  const changed = () => {
    for (const { check } of [...waiting]) check()
  }
  function timeout(done: () => void, delay: number): ReturnType<typeof setTimeout> {
    const timer = realTimeout(done, delay)
    if (options.keepAlive === false) timer.unref()
    return timer
  }
  const { translate, locate } = positionsIn(options.program)
  const report = (problem: Problem, thrown?: unknown) => options.report(locate(problem), thrown)
  const tabNames = options.program.app.tabBar?.items.map(({ name }) => name) ?? []
  let isTabBarHidden = false
  /** Events that the app receives after the next rendering. */
  const rendered: (() => void)[] = []
  let loading = 0
  let hasTapped = false
  const images: HeadlessImagesHost = {
    my: options.phone,
    root: options.root,
    loading(isLoading) {
      loading += isLoading ? 1 : -1
      changed()
    },
  }
  const canvas = createHeadlessCanvas({
    ...images,
    graphics: options.graphics,
    calls: options.calls,
    program: () => program,
    report,
    where: () => linesOf(translate(new Error().stack ?? '').stack),
  })
  const sensors = createSensorApis(
    { heading: () => 0, isRunning: () => program.stack.length > 0 },
    defineApi(options.calls),
  )
  const own = {
    ...canvas.apis,
    ...buildApis(socketApis(options.sockets), options.calls),
    ...createUnsimulatedApis(
      (name) =>
        report({
          severity: 'warning',
          message: `${name} is not simulated.`,
          details: { code: 'not-simulated', name },
          stack: new Error().stack ?? '',
        }),
      (options.my as { ap?: object }).ap,
    ),
    ...sensors.apis,
    ...createPageApis({
      calls: options.calls,
      SDKVersion: options.calls.client.SDKVersion,
      get program() {
        return program
      },
      ext: options.program.ext,
      setNavigationBar: (bar) => options.setNavigationBar?.(bar),
      setTabBar({ hidden = isTabBarHidden, index = -1, item }) {
        isTabBarHidden = hidden
        if (item?.text !== undefined && index in tabNames) tabNames[index] = item.text
      },
      pullRefresh() {},
      scrollTo() {},
      measure: async (request) => measure(request),
      canvas: canvas.node,
      systemInfo: () => options.phone.getSystemInfoSync(),
      missingSelector(selector) {
        const page = program.stack.at(-1)?.route ?? ''
        report({
          severity: 'warning',
          message: `Nothing on ${page} matches the selector "${selector}".`,
          details: { code: 'selector-without-match', page, selector },
        })
      },
      share: () => true,
      hasTapped: () => hasTapped,
      exit() {
        program.hide()
        program.close()
      },
    }),
  }
  const my = withOwnApis(options.my, () => own, { component2: options.program.component2 })
  const program = createMiniProgram({
    program: options.program,
    code: options.code ?? runCode(options.program),
    my,
    host: {
      render(update) {
        controls.apply(update)
        appeared(update)
      },
      rendered() {
        for (const callback of rendered.splice(0)) callback()
        changed()
      },
      timerEnded: changed,
      confirmLeaving: async (content) => (await options.phone.confirm({ content })).confirm,
      measure,
      report,
    },
  })
  const controls = createControls({
    program,
    render: (update) => controls.tree.apply(update),
    // Without a user to refuse, sharing always succeeds.
    share: (event) => void sharePage({ program, share: () => true }, event),
    authorize: async () => true,
    my,
    report: ({ source: [file, line, column] = ['', 1, 1] }, description) =>
      report({ severity: 'warning', ...description, file, line, column }),
  })
  const { tree } = controls
  options.sockets.watch(changed)

  const pending = () => options.pendingCalls() + loading
  /** Canvases that the app has measured. A chart then sets the resolution of its canvas, not its size on the page. */
  const measured = new WeakMap<object, { width?: number; height?: number }>()
  /**
   * Without a screen there is no layout: an element has the size of its own attributes, at the top of the page. A canvas always
   * has a size, because charts measure it before they draw.
   */
  function measure({ nodes }: LayoutRequest): LayoutAnswer {
    const at = ({ width = 0, height = 0 }: { width?: number; height?: number }) => ({
      rect: { left: 0, top: 0, width, height },
      scroll: { left: 0, top: 0, width, height },
    })
    if (nodes === 'viewport') {
      const { windowWidth, windowHeight } = own.getSystemInfoSync()
      return [at({ width: windowWidth, height: windowHeight })]
    }
    return nodes.map((id) => {
      const node = program.node(id)
      if (node?.vnode.kind !== 'element') return null
      const { tag, attributes } = node.vnode
      if (tag !== 'canvas') return at(sizeOf(attributes))
      const size = measured.get(node) ?? { ...DEFAULT_SIZE, ...sizeOf(attributes) }
      measured.set(node, size)
      return at(size)
    })
  }

  /** Dispatches the events that a screen would dispatch for new elements. */
  function appeared(update: ViewUpdate): void {
    const visit = (page: number, node: ViewNode): void => {
      if ('text' in node) return
      if (node.tag === 'canvas') {
        const { id = '' } = (node as ViewElement).attributes
        rendered.push(() => controls.dispatch({ page, node: node.id, type: 'ready', detail: { id } }))
      }
      showImage(page, node)
      for (const child of node.children) visit(page, child)
    }
    if (update.type === 'open') visit(update.page, update.root)
    if (update.type !== 'patch') return
    for (const patch of update.patches) {
      if (patch.op === 'children')
        for (const node of patch.inserted) if (typeof node !== 'number') visit(update.page, node)
      if (patch.op === 'attributes' && Object.hasOwn(patch.attributes, 'src'))
        showImage(update.page, tree.node(patch.id) as ViewElement)
    }
  }

  /** Dispatches the event for a picture that has loaded or failed, unless the element shows another one by then. */
  function showImage(page: number, node: ViewElement | ViewComponent): void {
    if (!('attributes' in node)) return
    const { src } = node.attributes
    void loadImage(images, node).then((event) => {
      const now = tree.node(node.id)
      if (event && now && 'attributes' in now && now.attributes.src === src)
        controls.dispatch({ page, node: node.id, ...event })
    })
  }

  const isBusy = () => program.isBusy || pending() > 0

  /**
   * Resolves with `true` as soon as `check` returns true, or with `false` after `limit` milliseconds. Checked whenever
   * something ends.
   */
  function until(check: () => boolean, limit?: number): Promise<boolean> {
    return new Promise((resolve) => {
      const finish = (result: boolean) => {
        realClearTimeout(timer)
        waiting.delete(waiter)
        resolve(result)
      }
      const waiter = {
        check() {
          if (check()) finish(true)
        },
        giveUp: () => finish(false),
      }
      const timer = limit === undefined ? undefined : timeout(waiter.giveUp, limit)
      waiting.add(waiter)
      waiter.check()
    })
  }

  /** The waits that count ended calls. */
  const waits = new Set<{ callEnded(): void }>()
  let isEndless = false

  /** `tooMany` resolves when the app has made too many calls to wait for it any longer. `end` stops counting. */
  function countCalls() {
    let left = isEndless ? MAX_CALLS_OF_ENDLESS : MAX_CALLS
    let reached = () => {}
    const tooMany = new Promise<void>((resolve) => {
      reached = resolve
    })
    const wait = {
      callEnded() {
        if (--left > 0) return
        if (!isEndless)
          report({
            severity: 'warning',
            message: `The app keeps calling APIs of my. After ${MAX_CALLS} calls, it is no longer awaited.`,
            details: { code: 'calls-endless', calls: MAX_CALLS },
          })
        isEndless = true
        waits.delete(wait)
        reached()
        changed()
      },
    }
    waits.add(wait)
    return { tooMany, isOver: () => left <= 0, end: () => waits.delete(wait) }
  }

  async function settled(limit?: number): Promise<void> {
    const deadline = limit === undefined ? undefined : performance.now() + limit
    const calls = countCalls()
    try {
      do {
        await Promise.race([program.settled(), calls.tooMany])
        const left = deadline === undefined ? undefined : Math.max(0, deadline - performance.now())
        if (!(await until(() => pending() === 0 || calls.isOver(), left))) return
        // The app continues its promises before the next turn of the event loop.
        await nextTurn()
      } while (isBusy() && !calls.isOver())
    } finally {
      calls.end()
    }
  }

  async function waitFor<Found>(find: () => Found | undefined, limit: number): Promise<Found | undefined> {
    const deadline = performance.now() + limit
    const isOver = () => !isBusy() && !program.hasTimers && options.sockets.size === 0 && !sensors.isActive
    let found = find()
    while (found === undefined && !isOver()) {
      const left = Math.max(0, deadline - performance.now())
      const isWorthwhile = await until(() => {
        found = find()
        return found !== undefined || isOver()
      }, left)
      if (!isWorthwhile) break
      await nextTurn()
      found ??= find()
    }
    return found
  }

  const dispatch: Headless['dispatch'] = (node, type, detail) => {
    const page = tree.stack.at(-1)?.page ?? 0
    if (type === 'tap') hasTapped = true
    return controls.dispatch({ page, node: node.id, type, ...(detail !== undefined && { detail }) })
  }

  /** The names of the back button of the title bar in both languages; the name in the phone's language comes first. */
  const backNames = () => {
    if (tree.stack.length < 2) return []
    const names = ['Back', '返回']
    return isChinese(options.phone.env?.language ?? '') ? names.reverse() : names
  }

  /** The items of the tab bar, if the visible page shows it. */
  const shownTabs = () => (isTabBarHidden || tree.stack.at(-1)?.tab === undefined ? [] : tabNames)

  /**
   * How to tap the target with this text. The bars are tried if the target in the page does not react: a page may show its
   * title as text.
   */
  function tapOn(text: string): (() => unknown) | undefined {
    if (tree.stack.length === 0) return undefined
    const found = findTarget(tree.root(), text)
    if (!found?.reacts) {
      const tab = shownTabs().indexOf(text)
      if (tab >= 0) return () => program.tapTab(tab)
      if (backNames().includes(text)) return () => program.back()
    }
    const [selected] = /^[.#]/.test(text) ? program.select(text, { first: true }) : []
    const node = found?.node ?? (selected === undefined ? undefined : tree.node(selected))
    return node && (() => dispatch(node, 'tap', { x: 0, y: 0 }))
  }

  return {
    program,
    my,
    tree,
    dispatch,
    settled,
    waitFor,
    async tap(text, limit) {
      const tap = await waitFor(() => tapOn(text), limit)
      await tap?.()
      return tap !== undefined
    },
    tappable() {
      if (tree.stack.length === 0) return []
      return [...new Set([...tappableTexts(tree.root()), ...shownTabs(), ...backNames().slice(0, 1)])]
    },
    tabNames,
    shake: () => sensors.shake(),
    callEnded() {
      for (const wait of [...waits]) wait.callEnded()
      changed()
    },
    giveUp() {
      const ended = [...waiting]
      for (const { giveUp } of ended) giveUp()
      return ended.length > 0
    },
  }
}

/** The stack frames in the app's own files. */
const linesOf = (stack: string) =>
  stack.split('\n').filter((line) => /^ +at [^/]*:\d+:\d+\)?$/.test(line) && !line.includes('node:'))
