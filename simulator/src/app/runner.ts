import { batch, computed, signal } from '@preact/signals'
import { SaveError } from 'photosalbum'
import { toSaveError } from '../../../src/core/errors.ts'
import type { ProjectProblem } from '../../../src/dev-server/project.ts'
import { localize } from '../../../src/i18n/localize.ts'
import type { NavigationBar, TabBarChange } from '../../../src/mini-program/page-apis.ts'
import type {
  Program as CompiledProgram,
  Json,
  PageState,
  Problem,
  ViewEvent,
} from '../../../src/mini-program/types.ts'
import { formatValue } from '../../../src/util/format.ts'
import { type PhoneMy, startMy } from '../phone/my.ts'
import { clearScreen, phoneScreen, share } from '../phone/screen.ts'
import { appUrl, readAppFile } from '../phone/server.ts'
import { addText, stopCalls } from '../state/log.ts'
import { openApp } from '../state/screen.ts'
import { describeProblem, language, sentenceOf, texts } from '../texts/index.ts'
import { createLiveTree, type LiveTree } from '../view/nodes.ts'
import { type AppFrame, createAppFrame } from './app-frame.ts'
import { isFromApp } from './from-app.ts'
import { compile, type Program, routeOf } from './program.ts'
import type {
  FileAnswer,
  FileRequest,
  FromApp,
  PageSummary,
  PersonQuestion,
  Start,
  StoredValue,
  ToApp,
} from './protocol.ts'
import { logWorkerCall } from './worker-calls.ts'

/** Starts and stops mini-programs, and holds the state that the phone shows. */

export const appState = signal<'stopped' | 'starting' | 'running' | 'crashed'>('starting')
/** The visible page. */
export const openPage = signal<PageSummary | undefined>(undefined)
export const pageStack = signal<readonly PageState[]>([])
export const pageData = signal<unknown>(undefined)
export const canvases = signal<ReadonlyMap<string, ImageBitmap>>(new Map())
/** The nodes of the open pages, and the program that they belong to. */
export const shown = signal<{ readonly tree: LiveTree; readonly program: CompiledProgram } | undefined>(undefined)
/** What the app changed about the title bar of each page. */
const navigationBars = signal<Readonly<Record<number, NavigationBar>>>({})
/** What the app changed about the title bar of the visible page. */
export const navigationBar = computed(() => navigationBars.value[pageStack.value.at(-1)?.page ?? 0] ?? {})
/** The title of the visible page: set by the app, or by its configuration. */
export const pageTitle = computed(() => navigationBar.value.title || pageStack.value.at(-1)?.config.defaultTitle || '')
/** The name of the app in what the system shows: that of `app.json`, if it has one. */
export const appName = computed(() => shown.value?.program.app.window.defaultTitle || pageTitle.value)
/** How far the visible page is scrolled, in px. */
export const pageScrollTop = signal(0)
/** What the app has stored, by key, as JSON. */
export const storedValues = signal<ReadonlyMap<string, string>>(new Map())
export const isRefreshing = signal(false)
/** What the app changed about its tab bar. */
export const tabBarChanges = signal<{
  readonly hidden: boolean
  readonly style: NonNullable<TabBarChange['style']>
  readonly items: Readonly<Record<number, NonNullable<TabBarChange['item']>>>
}>({ hidden: false, style: {}, items: {} })
/** A method of the app has not returned yet, so it may be in a loop. */
export const isBusy = signal(false)
export const crash = signal('')
/** Errors that keep the latest change of a file from the running app, in the order of the compiler. */
export const updateErrors = signal<readonly Problem[]>([])

/** What the program can request of a page that is drawn. */
export interface PageHandle {
  measure(layout: Extract<FromApp, { type: 'layout' }>['layout']): Extract<ToApp, { type: 'layout' }>['answer']
  scrollTo(scrollTop: number, duration: number): void
}
export const pageHandles = new Map<number, PageHandle>()

/** How long a method may run before the phone says that the app is busy. */
const BUSY_AFTER_MS = 1000

interface Run {
  readonly root: string
  /** What runs. Its templates and styles are replaced when only those have changed. */
  compiled: CompiledProgram
  readonly frame: AppFrame
  readonly my: PhoneMy
  readonly channel: MessagePort
  readonly tree: LiveTree
  /** The updates that have come, and whether the app will be told when they are on the screen. */
  updates: number
  willReport: boolean
}

let run: Run | undefined
/** Counts starts and stops, so that only the latest one takes effect. */
let generations = 0
let taps = 0
/** The first error since the start. The phone shows it if the page stays empty. */
let firstError: string | undefined
let busyTimer: ReturnType<typeof setTimeout> | undefined

const createFrame = () => createAppFrame(fail)

/** The next app does not wait for its frame. The first one loads while the page still determines what to run. */
let spare: AppFrame | undefined = createFrame()

/** Starts an app from the beginning, as a phone does, and ends the one that was running. */
export async function start(
  program: Program,
  page: string,
  query: Readonly<Record<string, string>> = {},
): Promise<void> {
  const generation = ++generations
  firstError = undefined
  // At once: a user who goes elsewhere while it starts stays there.
  openApp.value = 'mini-program'
  const [compiled] = await Promise.all([compile(program), end('starting')])
  // Another app was started, or this one stopped, in the meantime.
  if (generation === generations) await launch(compiled, program, page, query)
}

async function launch(
  compiled: CompiledProgram,
  program: Program,
  page: string,
  query: Readonly<Record<string, string>>,
): Promise<void> {
  const generation = generations
  const { code, ...data } = compiled
  const my = startMy(program.appId, program.config.permission)
  const storage = await my.storage.read()
  if (generation !== generations) return await my.dispose()
  const frame = spare ?? createFrame()
  spare = undefined
  const [forApp, channel] = [new MessageChannel(), new MessageChannel()]
  my.expose(forApp.port1)
  const started: Run = {
    root: program.root,
    compiled,
    frame,
    my,
    channel: channel.port1,
    tree: createLiveTree(),
    updates: 0,
    willReport: false,
  }
  run = started
  shown.value = { tree: started.tree, program: compiled }
  storedValues.value = new Map(storage)
  let reported = false
  channel.port1.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (run !== started) return
    if (isFromApp(data)) return receive(data, started)
    if (!reported) addText('note', texts.value.log.notes.malformed(formatValue((data as FromApp | null)?.type)))
    reported = true
  }
  const message: Start = {
    type: 'start',
    my: forApp.port2,
    program: data,
    route: routeOf(page),
    query,
    storage,
  }
  for (const problem of compiled.problems) report(problem)
  startBusyTimer()
  // Node ids belong to one run.
  inspectData(inspected && 'page')
  frame.start(code, message, channel.port2).catch(() => fail(texts.value.noServer))
}

/**
 * Brings the running app up to date with its files. New templates and styles are shown with the data that there is;
 * anything else starts the app again at its visible page. A new error leaves the app as it is until it is fixed.
 */
export async function update(
  program: Program,
  page: string,
  query: Readonly<Record<string, string>>,
): Promise<'shown' | 'restarted' | 'failed' | 'outdated'> {
  const generation = ++generations
  const before = run
  const compiled = await compile(program)
  if (generation !== generations) return 'outdated'
  const known = new Set(before?.compiled.problems.map(identify))
  const errors = compiled.problems.filter((each) => each.severity === 'error' && !known.has(identify(each)))
  const isRunning = before !== undefined && run === before && appState.value === 'running'
  const isHot = isRunning && differInView(compiled, before.compiled)
  if (isHot || (isRunning && errors.length > 0)) {
    updateErrors.value = errors
    for (const problem of errors) report(problem)
  }
  if (isHot) {
    before.compiled = compiled
    shown.value = { tree: before.tree, program: compiled }
    send({ type: 'templates', templates: compiled.templates })
    return errors.length > 0 ? 'failed' : 'shown'
  }
  if (isRunning && errors.length > 0) return 'failed'
  const top = pageStack.value.at(-1)
  firstError = undefined
  await end('starting')
  if (generation !== generations) return 'outdated'
  await launch(compiled, program, top?.route ?? page, top?.query ?? query)
  return 'restarted'
}

/** The same mistake in another line is still the same one. */
const identify = ({ message, file }: Problem) => `${file}: ${message}`

/** Whether two compiled programs differ only in their templates and styles. */
function differInView(one: CompiledProgram, other: CompiledProgram): boolean {
  const rest = ({ app, pages, component2, units }: CompiledProgram) => JSON.stringify([app, pages, component2, units])
  const view = ({ templates, styles }: CompiledProgram) => JSON.stringify([templates, styles])
  return one.code === other.code && rest(one) === rest(other) && view(one) !== view(other)
}

/** Shows why the changed program cannot be started. What runs goes on. */
export async function showUpdateProblem(problem: ProjectProblem): Promise<void> {
  if (appState.value !== 'running') return await showStartProblem(problem)
  generations++
  updateErrors.value = [{ severity: 'error', ...problem }]
  addText('error', describeProblem(problem))
}

/** Ends the running app and shows why the program cannot be started. */
export async function showStartProblem(problem: ProjectProblem): Promise<void> {
  const generation = ++generations
  openApp.value = 'mini-program'
  await end('starting')
  if (generation !== generations) return
  fail(describeProblem(problem))
}

/** Ends the app immediately, even if it is busy. */
export async function stop(): Promise<void> {
  generations++
  await end('stopped')
}

async function end(next: 'starting' | 'stopped'): Promise<void> {
  const ended = run
  run = undefined
  clearBusyTimer()
  batch(() => {
    appState.value = next
    openPage.value = undefined
    pageStack.value = []
    pageData.value = undefined
    canvases.value = new Map()
    shown.value = undefined
    navigationBars.value = {}
    tabBarChanges.value = { hidden: false, style: {}, items: {} }
    storedValues.value = new Map()
    isRefreshing.value = false
    updateErrors.value = []
  })
  if (!ended) return
  ended.frame.remove()
  ended.channel.close()
  stopCalls()
  clearScreen()
  await ended.my.dispose()
}

/** Calls a method of the page with these values. Without any, it gets the event of a tap. */
export function callMethod(method: string, values: readonly Json[] = []): void {
  const wanted = openPage.value?.parameters[method]
  if (wanted !== undefined && values.length === 0) addText('note', texts.value.log.notes.tapped(`${method}(${wanted})`))
  startBusyTimer()
  send({ type: 'call', method, tap: ++taps, values })
}

export const sendEvent = (event: ViewEvent): void => send({ type: 'event', event })

export const sendPageEvent = (name: string, argument?: Json, page?: number): void =>
  send({ type: 'page-event', name, ...(argument !== undefined && { argument }), ...(page !== undefined && { page }) })

/** Changes the storage of the running app. A key without a value is removed. */
export const changeStorage = (changes: readonly StoredValue<string | undefined>[]): void =>
  send({ type: 'storage', changes })

function showStorage(changes: readonly StoredValue<string | undefined>[]): void {
  const values = new Map(storedValues.value)
  for (const [key, value] of changes) {
    if (value === undefined) values.delete(key)
    else values.set(key, value)
  }
  storedValues.value = values
}

/** What the data panel shows: the visible page, a component by its node, or nothing. */
let inspected: 'page' | number | undefined

export function inspectData(target: 'page' | number | undefined): void {
  inspected = target
  send({ type: 'inspect', target })
}

export const goBack = (): void => send({ type: 'back' })

export const tapTab = (index: number): void => send({ type: 'tab', index })

/** Loads a picture by a path of the app. `undefined` if it cannot be loaded. */
export async function readPicture(path: string): Promise<Blob | undefined> {
  try {
    return run && (await pictureAt(path, run))
  } catch {
    return undefined
  }
}

/** Loads a picture by a path of the app. Throws the reason if it cannot be loaded. */
export async function loadPicture(path: string): Promise<Blob> {
  if (!run) throw new SaveError('unavailable', 'The app was stopped.')
  return await pictureAt(path, run)
}

async function pictureAt(path: string, { root, my }: Run): Promise<Blob> {
  if (/^(https?|data):/i.test(path)) return await my.read(path)
  const file = await readAppFile(`${root}/${path.replace(/^\/+/, '')}`)
  if (!file) throw new SaveError('not-found', `${path} is not in the package.`)
  return file
}

/** The URL that paths in style sheets of the running app start from. */
export const assetBase = (): string => (run ? appUrl(`${run.root}/`) : '/')

/** Reads or writes a file of the phone for the canvas. */
async function answerFileRequest(message: FileRequest, from: Run): Promise<void> {
  const { request } = message
  const answer = (reply: FileAnswer, transfer: Transferable[] = []) => from.channel.postMessage(reply, transfer)
  try {
    if ('bytes' in message) return answer({ type: 'answer', request, path: await from.my.write(message.bytes) })
    const bytes = await (await pictureAt(message.path, from)).arrayBuffer()
    answer({ type: 'answer', request, bytes }, [bytes])
  } catch (thrown) {
    answer({ type: 'answer', request, problem: await localize(toSaveError(thrown), language.value) })
  }
}

function changeTabBar({ hidden, style, index, item }: TabBarChange): void {
  const { items, ...before } = tabBarChanges.value
  tabBarChanges.value = {
    hidden: hidden ?? before.hidden,
    style: { ...before.style, ...style },
    items: index === undefined ? items : { ...items, [index]: { ...items[index], ...item } },
  }
}

/** What no API of the phone asks: sharing, and the `open-type` of a button. */
async function answerForPerson(request: number, question: PersonQuestion, from: Run): Promise<void> {
  const answer =
    question.kind === 'share'
      ? await share(question.options)
      : (await phoneScreen.authorizeMember(question.scope)) === true
  from.channel.postMessage({ type: 'person', request, answer } satisfies ToApp)
}

/** The person shares the page from the menu. */
export const shareFromMenu = (): void => send({ type: 'share' })

/** The user switches to another app, or comes back. */
export function setVisibility(visible: boolean): void {
  send({ type: visible ? 'show' : 'hide' })
}

function send(message: ToApp): void {
  run?.channel.postMessage(message)
}

function startBusyTimer(): void {
  clearTimeout(busyTimer)
  busyTimer = setTimeout(() => {
    isBusy.value = true
  }, BUSY_AFTER_MS)
}

function clearBusyTimer(): void {
  clearTimeout(busyTimer)
  isBusy.value = false
}

/** Shows that the app cannot run, and why. */
export function fail(text: string): void {
  addText('error', text)
  crashWith(text)
}

function crashWith(text: string): void {
  clearBusyTimer()
  batch(() => {
    crash.value = text
    appState.value = 'crashed'
  })
}

/** Shows a problem in the log, with the place in the app's own file. */
function report(problem: Problem): void {
  const { severity, file, line, column, stack } = problem
  const message = sentenceOf(problem)
  const place =
    file === undefined ? '' : `\n    at ${[file, line, column].filter((part) => part !== undefined).join(':')}`
  const frames = (stack ?? '').split('\n').filter((frame) => /:\d+:\d+\)?$/.test(frame))
  // Chromium repeats the message in the stack, other engines do not.
  const [head = ''] = (stack ?? '').split('\n')
  const title = frames.length > 0 && head !== '' && head !== frames[0] ? head : message
  const text =
    frames.length > 0 ? [title, ...frames.map((frame) => `    ${frame.trim()}`)].join('\n') : `${message}${place}`
  if (severity === 'error') {
    firstError ??= text
    addText('error', text)
  } else addText('console', text, 'warn')
}

/** A page in the background draws nothing; its app goes on at this pace. In milliseconds. */
const HIDDEN_FRAME_MS = 100

/** Tells the app once the updates are drawn, so that one that changes its data in a loop waits for the screen. */
function reportShown(from: Run): void {
  if (from.willReport) return
  from.willReport = true
  const report = () => {
    if (!from.willReport) return
    from.willReport = false
    if (run === from) send({ type: 'shown', count: from.updates })
  }
  requestAnimationFrame(() => setTimeout(report))
  if (document.hidden) setTimeout(report, HIDDEN_FRAME_MS)
}

function receive(message: FromApp, from: Run): void {
  switch (message.type) {
    case 'launched': {
      clearBusyTimer()
      spare ??= createFrame()
      const page = openPage.value
      const isEmpty = page && !page.hasPage && !page.hasTemplate
      if (isEmpty && firstError !== undefined) crashWith(firstError)
      else if (appState.value === 'starting') appState.value = 'running'
      return
    }
    case 'update':
      from.tree.apply(message.update)
      from.updates++
      reportShown(from)
      if (message.update.type === 'stack') {
        pageStack.value = message.update.stack
        pageScrollTop.value = 0
      }
      // A page with a view is shown before its onReady has run.
      if (appState.value === 'starting' && openPage.value?.hasTemplate) appState.value = 'running'
      return
    case 'page':
      openPage.value = message.page
      if (appState.value === 'starting' && message.page.hasTemplate) appState.value = 'running'
      return
    case 'data':
      pageData.value = message.data
      return
    case 'called':
      if (message.tap === taps) clearBusyTimer()
      return
    case 'console':
      addText('console', message.text, message.level, message.source)
      return
    case 'problem':
      report(message.problem)
      return
    case 'error':
      if (message.fatal) fail(message.text)
      else addText('error', message.text)
      return
    case 'canvas':
      canvases.value = new Map([...canvases.value, [message.id, message.picture]])
      return
    case 'note':
      addText('note', texts.value.log.notes[message.note](message.of))
      return
    case 'file':
      void answerFileRequest(message, from)
      return
    case 'event':
      logWorkerCall(message.event)
      return
    case 'layout': {
      const answer = pageHandles.get(message.layout.page)?.measure(message.layout)
      const { nodes } = message.layout
      send({
        type: 'layout',
        request: message.request,
        answer: answer ?? (nodes === 'viewport' ? [null] : nodes.map(() => null)),
      })
      return
    }
    case 'navigation-bar': {
      const { page, bar } = message
      navigationBars.value = { ...navigationBars.value, [page]: { ...navigationBars.value[page], ...bar } }
      return
    }
    case 'tab-bar':
      changeTabBar(message.change)
      return
    case 'hide-keyboard':
      // The field is inside of the shadow root of its page.
      if (document.activeElement?.shadowRoot) (document.activeElement.shadowRoot.activeElement as HTMLElement)?.blur()
      return
    case 'ask-person':
      void answerForPerson(message.request, message.ask, from)
      return
    case 'storage':
      from.my.storage.change(message.changes)
      showStorage(message.changes)
      return
    case 'pull-refresh':
      isRefreshing.value = message.active
      return
    case 'scroll-to': {
      const page = pageStack.value.at(-1)?.page
      if (page !== undefined) pageHandles.get(page)?.scrollTo(message.scrollTop, message.duration)
      return
    }
  }
}
