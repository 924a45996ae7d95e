import { connectMy } from 'photosalbum/bridge'
import type { AlertOptions, MyEvent } from 'photosalbum/browser'
import type { SaveErrorDetails } from '../../../src/core/error-details.ts'
import { toSaveError } from '../../../src/core/errors.ts'
import type { Description } from '../../../src/core/problem-details.ts'
import { render } from '../../../src/i18n/localize.ts'
import { zh } from '../../../src/i18n/zh.ts'
import { createCanvasApis } from '../../../src/mini-program/canvas/apis.ts'
import { canvasElement } from '../../../src/mini-program/canvas/element.ts'
import type { Graphics } from '../../../src/mini-program/canvas/graphics.ts'
import { createPictures } from '../../../src/mini-program/canvas/pictures.ts'
import { createControls } from '../../../src/mini-program/controls.ts'
import { withOwnApis } from '../../../src/mini-program/own-apis.ts'
import { createPageApis, defineApi, sharePage } from '../../../src/mini-program/page-apis.ts'
import { takeProgramFunction } from '../../../src/mini-program/phone-scope.ts'
import { createMiniProgram, type MiniProgram } from '../../../src/mini-program/runtime.ts'
import { createSensorApis } from '../../../src/mini-program/sensor-apis.ts'
import type { Json, LayoutAnswer, Program, ViewUpdate } from '../../../src/mini-program/types.ts'
import { createUnsimulatedApis } from '../../../src/mini-program/unsimulated-apis.ts'
import { buildApis } from '../../../src/my/api.ts'
import { buildAp } from '../../../src/my/apis/alipay-pages.ts'
import { createSockets, socketApis } from '../../../src/my/apis/sockets.ts'
import { trackCalls } from '../../../src/my/call.ts'
import { blob } from '../../../src/sources/blob.ts'
import { remoteSockets } from '../../../src/sources/network/socket-messages.ts'
import { isChinese } from '../../../src/util/format.ts'
import { createPackageFiles } from '../app/package-files.ts'
import type { PageSummary, PersonQuestion, Sent, Start, ToApp } from '../app/protocol.ts'
import { writeUpdate } from '../app/write-update.ts'
import { sendConsole } from './console.ts'
import { createDataReport } from './data-report.ts'
import { createWorkerFiles } from './files.ts'
import { inspect, linesOfApp, locate, useSourceMap } from './inspect.ts'
import { parametersOf } from './parameters.ts'
import { createPhonePictures } from './phone-pictures.ts'
import { createScreenPace } from './screen-pace.ts'
import { createAppStorage } from './storage.ts'

/** Runs a mini-program: its modules, templates and components. The phone only draws the updates that it receives. */

/** The methods that the platform calls. All others can be called by the user. */
const LIFE_CYCLE =
  /^on(Load|Show|Ready|Hide|Unload|PullDownRefresh|ReachBottom|PageScroll|TitleClick|OptionMenuClick|PopMenuClick|PullIntercept|TabItemTap|Resize|KeyboardHeight|Back|BeforeUnload|ShareAppMessage|ShareTimeline|SaveExitState)$/

/** The drawing classes of the browser. */
const graphics: Graphics = {
  OffscreenCanvas,
  ImageData,
  decode: (image) => createImageBitmap(image),
  requestAnimationFrame: (callback) => self.requestAnimationFrame(callback),
  cancelAnimationFrame: (request) => self.cancelAnimationFrame(request),
}

self.addEventListener('message', ({ data, ports }: MessageEvent<Start>) => void begin(data, ports[0]!), { once: true })

async function begin(start: Start, port: MessagePort): Promise<void> {
  const send = (message: Sent, transfer: Transferable[] = []) => port.postMessage(message, transfer)
  const sendUpdate = (update: ViewUpdate) => send({ type: 'update', update: writeUpdate(update) })
  useSourceMap(start.program.map)
  const warn = (description: Description) => send({ type: 'problem', problem: { severity: 'warning', ...description } })
  const remote = await connectMy(start.my)
  const pictures = createPhonePictures(send)
  /** Reading the member reports its name to the phone. */
  const missingApi = (name: string): void => void Reflect.get(remote, name)
  const { signal } = new AbortController()
  const calls = {
    ...trackCalls(),
    platform: 'iOS' as const,
    signal,
    client: { SDKVersion: remote.SDKVersion },
    observe: (event: MyEvent) => reportLocal(event, send),
    localize: (error: Error & { details?: SaveErrorDetails }) =>
      isChinese(remote.env?.language ?? 'en') ? render(error, zh) : error.message,
  }

  const files = createWorkerFiles({
    host: calls,
    port: start.files,
    initial: start.keptFiles,
    packageFiles: createPackageFiles(new Map(start.packageFiles)),
    missingApi,
  })
  async function readPicture(path: string): Promise<ArrayBuffer> {
    if (!/^https:\/\/(resource|usr)\//.test(path)) return await pictures.read(path)
    try {
      return (await files.files.read(path)).buffer
    } catch (thrown) {
      throw new Error(calls.localize(toSaveError(thrown)))
    }
  }

  const canvas = createCanvasApis({
    calls,
    graphics,
    wording: { inspect: (value) => inspect(value, 1), where: () => linesOfApp(new Error()) },
    write: (bytes) => files.files.receive(blob(bytes), signal),
    load: createPictures(graphics, { read: readPicture, warn }),
    warn,
    element: (id) => canvasElement(program, id, remote.getSystemInfoSync().windowWidth),
    painted: (id, canvas) =>
      void createImageBitmap(canvas).then((picture) => send({ type: 'canvas', id, picture }, [picture])),
    missing: (id) => send({ type: 'note', note: 'noCanvas', of: id }),
    missingApi,
  })

  const layouts = new Map<number, (answer: LayoutAnswer) => void>()
  let layoutRequests = 0
  const layoutListeners = new Set<() => void>()
  const layoutChanged = () => {
    for (const listener of layoutListeners) listener()
  }
  const answers = new Map<number, (answer: boolean) => void>()
  let questions = 0
  const askPerson = (ask: PersonQuestion) =>
    new Promise<boolean>((resolve) => {
      answers.set(++questions, resolve)
      send({ type: 'ask-person', request: questions, ask })
    })
  const openPage = async (options: AlertOptions) => void (await askPerson({ kind: 'alert', options }))
  const storage = createAppStorage({
    host: calls,
    initial: start.storage,
    store: (changes) => send({ type: 'storage', changes }),
  })
  const reportData = createDataReport((data) => send({ type: 'data', data }))
  let inspected: 'page' | number | undefined
  /** Reports the data for the data panel. A page without a template shows its data itself. */
  function reportInspected(): void {
    const top = program.stack.at(-1)
    if (!top || (inspected === undefined && start.program.units[top.route]?.template !== undefined)) return
    const component = typeof inspected === 'number' ? program.component(inspected) : undefined
    reportData(component ? { props: component.props, data: component.data } : top.instance.data)
  }

  const screen = createScreenPace()
  let updates = 0

  const sockets = remoteSockets((socket, action) => send({ type: 'socket', socket, action }))

  let hasTapped = false
  let { heading } = start
  const sensors = createSensorApis(
    { heading: () => heading, isRunning: () => program.stack.length > 0 },
    defineApi(calls),
  )
  const fixedApis = {
    ...canvas.apis,
    ...createUnsimulatedApis(missingApi, buildAp({ ...calls, screen: { alert: openPage } })),
    ...buildApis(socketApis(createSockets(sockets.open, { allowHttpLoopback: true })), calls),
    ...storage.apis,
    ...sensors.apis,
    ...createPageApis({
      calls,
      SDKVersion: remote.SDKVersion,
      get program() {
        return program
      },
      ext: start.program.ext,
      // A page that is loading is already on the stack, but not visible yet.
      setNavigationBar: (bar) => send({ type: 'navigation-bar', page: program.stack.at(-1)?.page ?? 0, bar }),
      pullRefresh: (active) => send({ type: 'pull-refresh', page: program.stack.at(-1)?.page ?? 0, active }),
      setCanPullDown: (allowed) => send({ type: 'can-pull-down', page: program.stack.at(-1)?.page ?? 0, allowed }),
      scrollTo: (scrollTop, duration) => send({ type: 'scroll-to', scrollTop, duration }),
      measure(layout) {
        const request = ++layoutRequests
        send({ type: 'layout', request, layout })
        return new Promise((resolve) => layouts.set(request, resolve))
      },
      canvas: canvas.node,
      setTabBar: (change) => send({ type: 'tab-bar', change }),
      share: (options) => askPerson({ kind: 'share', options }),
      hideKeyboard: () => send({ type: 'hide-keyboard' }),
      hasTapped: () => hasTapped,
      exit: () => send({ type: 'exit' }),
      systemInfo: () => remote.getSystemInfoSync(),
      onLayout(listener) {
        layoutListeners.add(listener)
        return () => layoutListeners.delete(listener)
      },
      missingSelector: (selector) => send({ type: 'note', note: 'noSelector', of: selector }),
    }),
  }
  let latest: { readonly SDKVersion: string; readonly apis: Readonly<Record<string, unknown>> } | undefined
  /** Created again after a change of the base library, which the device panel allows while the app runs. */
  function ownApis() {
    const { SDKVersion } = remote
    if (latest?.SDKVersion !== SDKVersion) latest = { SDKVersion, apis: { ...fixedApis, ...files.apis(SDKVersion) } }
    return latest.apis
  }

  const program: MiniProgram = createMiniProgram({
    program: start.program as Program,
    code: takeProgramFunction(),
    my: withOwnApis(remote, ownApis, { component2: start.program.component2 }),
    host: {
      render(update) {
        // Sent first, so that the phone draws at the same time.
        sendUpdate(update)
        controls.apply(update)
        if (update.type === 'stack') reportPage()
        return screen.wait(++updates)
      },
      rendered() {
        reportInspected()
        layoutChanged()
      },
      confirmLeaving: (message) => askPerson({ kind: 'leave', message }),
      report: (problem) => send({ type: 'problem', problem: locate(problem) }),
    },
  })
  const controls = createControls({
    program,
    render: sendUpdate,
    report: (_, description) => warn(description),
    share,
    my: remote,
    authorize: (scope) => askPerson({ kind: 'authorize', scope: scope === 'phoneNumber' ? 'phoneNumber' : 'userInfo' }),
  })

  function share(event: object): void {
    void sharePage({ program, share: (options) => askPerson({ kind: 'share', options }) }, event)
  }

  function reportPage(): void {
    const top = program.stack.at(-1)
    if (top) send({ type: 'page', page: summaryOf(top, start.program), stack: structuredClone(statesOf(program)) })
  }

  sendConsole(
    (level, text, source) => send({ type: 'console', level, text, ...(source !== undefined && { source }) }),
    (count) => send({ type: 'note', note: 'moreLines', of: String(count) }),
  )
  // Errors in timers and callbacks of the app.
  self.addEventListener('error', (event) => {
    event.preventDefault()
    if (event.error) program.uncaughtError(event.error)
    // If the app throws undefined, there is only the browser's message.
    else send({ type: 'error', text: event.message.replace(/^Uncaught /, ''), fatal: false })
  })
  self.addEventListener('unhandledrejection', (event) => {
    program.unhandledRejection(event.reason, event.promise)
    event.preventDefault()
  })

  port.onmessage = ({ data }: MessageEvent<ToApp>) => {
    if (data.type === 'event') {
      if (data.event.type === 'tap') hasTapped = true
      controls.dispatch(data.event)
      if (data.event.type === 'scroll') layoutChanged()
    } else if (data.type === 'page-event') {
      program.pageEvent(data.name, data.argument, data.page)
      if (data.name === 'onPageScroll') layoutChanged()
    } else if (data.type === 'share') share({ from: 'menu' })
    else if (data.type === 'person') {
      answers.get(data.request)?.(data.answer)
      answers.delete(data.request)
    } else if (data.type === 'call') call(data.method, data.tap, data.values)
    else if (data.type === 'shown') screen.shown(data.count)
    else if (data.type === 'storage') storage.change(data.changes)
    else if (data.type === 'inspect') {
      inspected = data.target
      reportInspected()
    } else if (data.type === 'templates') void program.replaceTemplates(data.templates)
    else if (data.type === 'socket') sockets.receive(data.socket, data.report)
    else if (data.type === 'heading') heading = data.heading
    else if (data.type === 'shake') sensors.shake()
    else if (data.type === 'back') void program.back()
    else if (data.type === 'first-page') void program.reLaunch(`/${start.program.pages[0]}`)
    else if (data.type === 'tab') void program.tapTab(data.index)
    else if (data.type === 'picture') pictures.receive(data)
    else if (data.type === 'show') program.show()
    else if (data.type === 'hide') program.hide()
    else if (data.type === 'network') {
      const { networkType } = data
      const isConnected = networkType !== 'NOTREACHABLE'
      program.appEvents.phoneEvent('onNetworkStatusChange', { isConnected, networkType })
    } else if (data.type === 'layout') {
      layouts.get(data.request)?.(data.answer)
      layouts.delete(data.request)
    }
  }
  function call(method: string, tap: number, values: readonly Json[]): void {
    try {
      program.call(method, ...(values.length > 0 ? values : [tapOn(method)]))
    } catch (thrown) {
      program.uncaughtError(thrown)
    } finally {
      send({ type: 'called', tap })
    }
  }

  await program.launch({ route: start.route, query: start.query })
  if (program.stack.length === 0) {
    const page = { route: start.route, hasPage: false, hasTemplate: false, methods: [], lifeCycle: [], parameters: {} }
    send({ type: 'page', page, stack: [] })
  }
  send({ type: 'launched' })
}

const statesOf = ({ stack }: MiniProgram) =>
  stack.map(({ page, route, query, config, tab }) => ({
    page,
    route,
    query,
    config,
    ...(tab !== undefined && { tab }),
  }))

function summaryOf(
  { route, instance, isDefined }: MiniProgram['stack'][number],
  program: Start['program'],
): PageSummary {
  const isOwn = (name: string) => ['setData', '$spliceData', '$batchedUpdates'].includes(name)
  const names = Object.keys(instance).filter((name) => typeof instance[name] === 'function' && !isOwn(name))
  const methods = names.filter((name) => !LIFE_CYCLE.test(name))
  return {
    route,
    hasPage: isDefined,
    hasTemplate: program.units[route]?.template !== undefined,
    methods,
    lifeCycle: names.filter((name) => LIFE_CYCLE.test(name)),
    parameters: parametersOf(instance, methods),
  }
}

/** The tap event of a button that calls this method. */
function tapOn(method: string): object {
  const target = { id: method, tagName: 'button', dataset: {}, targetDataset: {}, offsetLeft: 0, offsetTop: 0 }
  return { type: 'tap', timeStamp: Date.now(), target, currentTarget: target, detail: {} }
}

function reportLocal(event: MyEvent, send: (message: Sent) => void): void {
  if (event.type === 'called') {
    send({
      type: 'event',
      event: { type: 'called', call: event.call, api: event.api, options: cloneable(event.options) },
    })
  } else if (event.type === 'callback') {
    send({
      type: 'event',
      event: { type: 'callback', call: event.call, callback: event.callback, result: cloneable(event.result) },
    })
  } else if (event.type === 'succeeded' || event.type === 'failed') {
    send({
      type: 'event',
      event: { type: 'settled', call: event.call, result: cloneable(event.result), failed: event.type === 'failed' },
    })
  }
}

/** In characters. Longer texts, such as `data:` URLs, are not meant to be read. */
const MAX_TEXT = 300

/** Copies the options or the result of a call for the log. Objects become text, so that no pixels are copied. */
const cloneable = (values: object): object =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'string' && value.length > MAX_TEXT) return [name, `${value.slice(0, MAX_TEXT)}…`]
      return [name, typeof value === 'object' ? inspect(value, 1) : value]
    }),
  )
