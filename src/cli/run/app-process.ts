import { Console } from 'node:console'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { format } from 'node:util'
import { Worker } from 'node:worker_threads'
import { isSaveError } from '../../core/errors.ts'
import { localize } from '../../i18n/localize.ts'
import { mayDraw } from '../../mini-program/canvas/headless-canvas.ts'
import { loadNodeGraphics } from '../../mini-program/canvas/node-graphics.ts'
import { createHeadless, type Headless } from '../../mini-program/headless.ts'
import { openProject } from '../../mini-program/project.ts'
import type { MiniProgram } from '../../mini-program/runtime.ts'
import type { Problem } from '../../mini-program/types.ts'
import { createSockets } from '../../my/apis/sockets.ts'
import { trackCalls } from '../../my/call.ts'
import type { MyEvent, Observe } from '../../my/events.ts'
import { hiddenTexts } from '../../my/hidden-texts.ts'
import type { MyOptions } from '../../my/options.ts'
import { SCOPE } from '../../my/permission.ts'
import { nodeSocket } from '../../node/socket.ts'
import { createMy } from '../../node.ts'
import { openAlbum } from '../arguments.ts'
import { problemRenderer, words } from '../messages.ts'
import { surviveOutputErrors } from '../terminal.ts'
import { failureOf, formatUnknown, isError, problemOf } from './app-errors.ts'
import { type AppEvent, callable, printJson, printText, type Report } from './report.ts'
import { authorizeFor, terminalScreen } from './screen.ts'

/** One `--call`, of a method of the page, or one `--tap`, on the element with this text. */
export type Step = { readonly call: string } | { readonly tap: string }

/** The input of one `photosalbum run`: the first line that the app's process receives. */
export interface Task {
  /** The folder of `app.json`. */
  readonly root: string
  /** For a script that is not a page of `app.json`: the pages to compile instead. */
  readonly routes: readonly string[] | undefined
  /** `pages/index/index` */
  readonly route: string
  readonly query: { readonly [name: string]: string }
  readonly steps: readonly Step[]
  /** `app.json` */
  readonly appConfig: unknown
  readonly client: {
    readonly platform: 'iOS' | 'Android'
    readonly SDKVersion?: string | undefined
    readonly clientVersion?: string | undefined
    readonly language: string
  }
  readonly permission: 'granted' | 'denied' | 'ask'
  readonly album: string | undefined
  readonly json: boolean
  /** Marks the reports of this run. */
  readonly key: string
  /** How long a cancelled app may take to clean up, in milliseconds. */
  readonly graceMs: number
}

/** The descriptors of this process's pipes. What was written to one arrives, whatever the app does. */
const COMMANDS = 3
const REPORTS = 4
const LIFELINE = 5

/** How long to wait for a text that is not shown yet, while the app is busy. */
const SHOWN_WITHIN_MS = 5000

// The app may replace globals.
const { stringify } = JSON
const pipe = new Socket({ fd: COMMANDS }).on('error', () => {})
const commands = createInterface({ input: pipe })
const [line] = (await once(commands, 'line')) as [string]
const task = JSON.parse(line) as Task
// Before the app's own code: its first line may be an endless loop.
const lifeline = new URL(`./lifeline${import.meta.url.slice(-3)}`, import.meta.url)
new Worker(lifeline, { workerData: { descriptor: LIFELINE, graceMs: task.graceMs } }).unref()
surviveOutputErrors((output, { name, code, message }) =>
  report({ event: 'output-failed', output, error: { name, code, message } as NodeJS.ErrnoException }),
)
const album = await openAlbum(task.album)
const describe = await problemRenderer()
const print = task.json ? printJson : printText
if (task.json) globalThis.console = eventConsole(emit)
let lastError: unknown
let ended = false
let cancelled = false
/** What is being waited for, and the steps after it. */
let current: { readonly what: string; readonly skipped: readonly string[] } | undefined
/** Calls of `my` that have not ended yet. */
let pendingCalls = 0

const my = createMy({
  // Each app has its own files, which are kept between runs as long as it stays in its folder.
  appId: `run-${createHash('sha256').update(task.root).digest('hex').slice(0, 16)}`,
  packageDir: task.root,
  album,
  client: task.client as NonNullable<MyOptions['client']>,
  permission: permissionOf(task.appConfig),
  authorize: authorizeFor(task.permission, task.route),
  // Each run starts as the command line says.
  permissionMemory: { read: () => undefined, write: () => {} },
  screen: terminalScreen(emit),
  // The developer's own server is often on this computer.
  network: { allowHttpLoopback: true },
  observe: observeCalls(emit),
})

/** Those of its pages: with them it goes on, as with its timers. */
const sockets = createSockets(nodeSocket(), { allowHttpLoopback: true })

process.on('uncaughtException', (error) => opened?.program.uncaughtError(error))
process.on('unhandledRejection', (reason, promise) => opened?.program.unhandledRejection(reason, promise))
// A terminal sends Ctrl-C to every process. This one waits for the command's message, or for its end.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
commands.once('line', cancel).once('close', cancel)
pipe.unref()
process.on('beforeExit', nothingLeft)
process.once('exit', reportSkippedSteps)

let opened: Headless | undefined
/** What can be tapped, by its text. */
const texts = () => opened?.tappable() ?? []
// Not awaited, since the app may wait forever.
void start()

/** Opens the project, shows its page, and does each step in turn. */
async function start(): Promise<void> {
  const project = await openProject(task.root, task.routes ? { pages: task.routes } : {})
  const program = await project.compile()
  await project.dispose()
  for (const problem of program.problems) showProblem(problem)
  const headless = createHeadless({
    program,
    my,
    calls: {
      ...trackCalls(),
      platform: task.client.platform,
      signal: new AbortController().signal,
      client: { SDKVersion: my.SDKVersion },
      observe: observeCalls(emit),
      localize: (error) => localize(error, task.client.language),
    },
    phone: my,
    sockets,
    root: project.root,
    graphics: mayDraw(program) ? await loadNodeGraphics() : undefined,
    pendingCalls: () => pendingCalls,
    keepAlive: false,
    report: showProblem,
    setNavigationBar: ({ title }) => title !== undefined && emit({ event: 'shown', what: 'title', text: title }),
  })
  opened = headless
  current = { what: task.route, skipped: task.steps.map(nameOf) }
  await headless.program.launch({ route: task.route, query: task.query })
  current = undefined
  checkMethods(headless.program)
  for (const [index, step] of task.steps.entries()) {
    const skipped = task.steps.slice(index + 1).map(nameOf)
    current = { what: nameOf(step), skipped }
    if ('call' in step) await call(headless.program, step.call)
    else if (!(await tap(headless, step.tap))) {
      process.exitCode = 1
      emit({ event: 'not-shown', text: step.tap, tappable: texts(), skipped })
      break
    }
  }
  current = undefined
}

/** Does one `--tap`. Resolves to whether there was something to tap. */
async function tap(headless: Headless, text: string): Promise<boolean> {
  // A user would not tap before the page has finished what it does on opening, such as drawing its poster.
  await headless.settled(SHOWN_WITHIN_MS)
  const isShown = await headless.tap(text, SHOWN_WITHIN_MS)
  // Calls that wait for the user, or forever, are not awaited.
  if (isShown) await headless.settled(SHOWN_WITHIN_MS)
  return isShown
}

const nameOf = (step: Step) => ('call' in step ? step.call : `--tap "${step.tap}"`)

/** A misspelt method is a mistake on the command line. */
function checkMethods({ stack }: MiniProgram): void {
  const instance: { readonly [name: string]: unknown } = stack.at(-1)?.instance ?? {}
  const wanted = task.steps.flatMap((step) => ('call' in step ? [step.call] : []))
  const missing = wanted.find((name) => typeof instance[name] !== 'function')
  if (missing === undefined) return
  const kind = missing in instance ? typeof instance[missing] : undefined
  report({ event: 'no-such-method', method: missing, kind, known: methodsOf(instance) })
  ended = true
  process.exit(2)
}

const methodsOf = (instance: { readonly [name: string]: unknown }) =>
  callable(Object.keys(instance).filter((name) => typeof instance[name] === 'function'))

/** Does one `--call`. An error in it is reported as the app's, and the next step follows. */
async function call(app: MiniProgram, method: string): Promise<void> {
  let result: unknown
  try {
    result = app.call(method)
  } catch (thrown) {
    return app.uncaughtError(thrown)
  }
  const done = Promise.resolve(result)
  await done.catch((reason) => app.unhandledRejection(reason, done))
}

/** Nothing is left to wait for, so the next step follows; without one, the run ends. */
function nothingLeft(): void {
  if (opened?.giveUp() || ended) return
  void end()
}

function emit(event: AppEvent): void {
  // Reported before it is printed, since the process may end while it prints.
  if (!/^(log|shown|warning|unhandled)$/.test(event.event)) report(event as Report)
  print(event)
}

/** Synchronously: the app's next line may be an endless loop. */
function report(report: Report): void {
  try {
    // The app may have left an unfinished line in the pipe.
    writeFileSync(REPORTS, `\n${task.key}${stringify(report)}\n`)
  } catch {
    // The command has ended, so this process will end, too.
  }
}

/** Like a phone, this continues after an error of the app. The exit code reports it. */
function showProblem(problem: Problem, thrown?: unknown): void {
  // Calls that Ctrl-C ended are in the summary. That the app does not handle their failure is not an error.
  if (cancelled && failureOf(thrown)) return
  const { details } = problem
  // An app can continue without the result of most calls, but saves are the purpose of a run.
  if (details?.code === 'call-unhandled' && !SAVES.has(details.api)) {
    emit({ event: 'unhandled', ...problemOf(problem, describe(problem), undefined, task.root) })
    return
  }
  const isUnhandled = details?.code === 'call-unhandled' || details?.code === 'rejection-unhandled'
  // Without a screen, styles do not matter.
  if ((problem.severity === 'warning' && !isUnhandled) || /\.(acss|css|less|s[ac]ss)$/.test(problem.file ?? '')) {
    // A loose script has no template, and need not be a page.
    if (!task.routes)
      emit({ event: 'warning', code: details?.code, ...problemOf(problem, describe(problem), undefined, task.root) })
    return
  }
  process.exitCode = 1
  // An error of a module may arrive twice.
  if (isError(thrown) && thrown === lastError) return
  lastError = thrown
  emit({
    event: thrown === undefined ? 'problem' : 'uncaught',
    ...problemOf(problem, describe(problem), thrown, task.root),
  })
}

/** Reports the steps that were not done because the app ended its process. */
function reportSkippedSteps(): void {
  if (ended || !current || current.skipped.length === 0) return
  // The exit code may be a string, and a shell sees only its last eight bits.
  if ((Number(process.exitCode ?? 0) & 255) === 0) process.exitCode = 1
  emit({ event: 'exited', skipped: current.skipped })
}

async function end(): Promise<void> {
  ended = true
  if (current && !cancelled) {
    process.exitCode = 1
    emit({ event: 'never-ended', ...current })
  }
  sockets.end()
  await my.dispose()
  await album.dispose?.()
  const instance = opened?.program.stack.at(-1)?.instance ?? {}
  report({ event: 'ended', methods: methodsOf(instance), tappable: texts() })
  commands.removeListener('close', cancel)
}

async function cancel(): Promise<void> {
  cancelled = true
  await end()
  process.exit()
}

/** Invalid values in an `app.json` are ignored, as on a phone. */
function permissionOf(config: unknown): MyOptions['permission'] & object {
  const { permission } = (config ?? {}) as { permission?: { [SCOPE]?: { desc?: unknown } | null } | null }
  const desc = permission?.[SCOPE]?.desc
  return typeof desc === 'string' ? { [SCOPE]: { desc } } : {}
}

/** The calls that save, and the option that holds the image. */
const SAVES = new Map([
  ['saveImageToPhotosAlbum', 'filePath'],
  ['saveImage', 'url'],
])

/** Emits the result of each save, and each name that the app looked up in `my` and did not find. Counts all calls. */
function observeCalls(emit: (event: AppEvent) => void): Observe {
  const paths = new Map<number, string>()
  const hidden = new Set<string>()
  const on: { readonly [Type in MyEvent['type']]?: (event: MyEvent & { type: Type }) => void } = {
    called({ call, api, options }) {
      for (const option of hiddenTexts(api, options)) {
        if (hidden.has(`${api} ${option}`)) continue
        hidden.add(`${api} ${option}`)
        emit({
          event: 'warning',
          code: 'not-a-text',
          message: words.run.notText(api, option),
          at: undefined,
          stack: [],
        })
      }
      const option = SAVES.get(api)
      if (option === undefined) return
      const { [option]: given = '' } = options as { [name: string]: unknown }
      paths.set(call, formatUnknown(given))
    },
    saved({ call, filePath, saved }) {
      paths.delete(call)
      emit({ event: 'saved', filePath, saved })
    },
    failed({ call, error: cause, result }) {
      const filePath = paths.get(call)
      if (filePath === undefined) return
      paths.delete(call)
      emit({ event: 'failed', filePath, ...result, reason: isSaveError(cause) ? cause.reason : undefined })
    },
    'missing-api': ({ name }) => emit({ event: 'missing-api', name }),
  }
  return (event) => {
    const handle = on[event.type] as ((event: MyEvent) => void) | undefined
    handle?.(event)
    if (event.type === 'called') pendingCalls++
    if (event.type !== 'succeeded' && event.type !== 'failed') return
    pendingCalls--
    opened?.callEnded()
  }
}

/** With `--json`, console output of the app is an event, too. Methods without a level (`console.table`) are `log`. */
function eventConsole(emit: (event: AppEvent) => void): Console {
  const stream = (level: string) =>
    new Writable({
      decodeStrings: false,
      write(text: string, _encoding, done) {
        emit({ event: 'log', level, text: text.replace(/\n$/, '') })
        done()
      },
    })
  const console = new Console({ stdout: stream('log'), stderr: stream('error') })
  for (const level of ['log', 'info', 'debug', 'warn', 'error'] as const)
    console[level] = (...values: unknown[]) => emit({ event: 'log', level, text: format(...values) })
  return console
}
