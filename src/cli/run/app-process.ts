import { Console } from 'node:console'
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { Writable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { format } from 'node:util'
import { Worker } from 'node:worker_threads'
import { isSaveError } from '../../core/errors.ts'
import { createPageRuntime } from '../../mini-program/page-runtime.ts'
import type { MyEvent, Observe } from '../../my/events.ts'
import type { MyOptions } from '../../my/options.ts'
import { SCOPE } from '../../my/permission.ts'
import { createMy } from '../../node.ts'
import { openAlbum } from '../arguments.ts'
import { surviveOutputErrors } from '../terminal.ts'
import { failureOf, formatUnknown, isError, problemOf } from './app-errors.ts'
import { loadAppModulesFrom } from './app-modules.ts'
import { type AppEvent, callable, printJson, printText, type Report } from './report.ts'
import { authorizeFor, terminalScreen } from './screen.ts'

/** What one `photosalbum run` is about: the first message to the process that the app runs in. */
export interface Task {
  /** The mini-program's folder: where an import of `/util` starts. */
  readonly root: string
  /** Its `app.js`, if there is one. */
  readonly app: string | undefined
  readonly page: string
  /** `pages/index/index` */
  readonly route: string
  readonly query: { readonly [name: string]: string }
  /** Methods of the page, to be called one after another. */
  readonly calls: readonly string[]
  /** `app.json` */
  readonly appConfig: unknown
  readonly client: {
    readonly platform: 'iOS' | 'Android'
    readonly SDKVersion?: string
    readonly clientVersion?: string
  }
  readonly permission: 'granted' | 'denied' | 'ask'
  readonly album: string | undefined
  readonly json: boolean
  /** Marks the reports of this run. */
  readonly key: string
  /** How long a cancelled app may take to clean up, in milliseconds. */
  readonly graceMs: number
}

/** Descriptors of this process, besides the channel of `fork` (3). What was written to a pipe arrives, whatever the app does. */
const REPORTS = 4
const LIFELINE = 5

// The app may replace what it finds in its globals.
const { stringify } = JSON
const task = await new Promise<Task>((resolve) => process.once('message', resolve))
// Before the app's own code: its first line may be an endless loop.
const lifeline = new URL(`./lifeline${import.meta.url.slice(-3)}`, import.meta.url)
new Worker(lifeline, { workerData: { descriptor: LIFELINE, graceMs: task.graceMs } }).unref()
surviveOutputErrors((output, { name, code, message }) =>
  report({ event: 'output-failed', output, error: { name, code, message } as NodeJS.ErrnoException }),
)
const album = openAlbum(task.album)
const print = task.json ? printJson : printText
const modules = loadAppModulesFrom(task.root)
let lastError: unknown
let ended = false
let cancelled = false
/** What is being waited for, and what comes after it. */
let current: { readonly what: string; readonly skipped: readonly string[] } | undefined

const runtime = createPageRuntime({ onError: uncaught })
const my = createMy({
  // An app's files are its own, and stay for as long as the app stays in its folder.
  appId: `run-${createHash('sha256').update(task.root).digest('hex').slice(0, 16)}`,
  album,
  client: task.client as NonNullable<MyOptions['client']>,
  permission: permissionOf(task.appConfig),
  authorize: authorizeFor(task.permission, basename(task.page)),
  // Each run starts as the command line says.
  permissionMemory: { read: () => undefined, write: () => {} },
  screen: terminalScreen(emit),
  observe: observeSaves(emit),
})
Object.assign(globalThis, runtime.globals, { my })
if (task.json) globalThis.console = eventConsole(emit)

process.on('uncaughtException', runtime.uncaughtError)
process.on('unhandledRejection', rejected)
// A terminal sends Ctrl-C to every process. Here the command's message counts.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
process.once('message', cancel)
process.once('disconnect', cancel)
process.channel?.unref()
process.once('beforeExit', () => end())
process.once('exit', reportSkippedCalls)

// Not awaited: what the app waits for may never come.
void start()

async function start(): Promise<void> {
  try {
    await load()
    current = { what: relative('', task.page), skipped: task.calls }
    await runtime.open({ route: task.route, query: task.query })
  } catch (thrown) {
    current = undefined
    return runtime.uncaughtError(thrown)
  }
  for (const [index, method] of task.calls.entries()) {
    current = { what: method, skipped: task.calls.slice(index + 1) }
    await tap(method)
  }
  current = undefined
}

async function load(): Promise<void> {
  for (const script of [task.app, task.page]) {
    if (script === undefined) continue
    current = { what: relative('', script), skipped: task.calls }
    await import(pathToFileURL(script).href)
  }
  current = undefined
  const missing = task.calls.find((method) => !runtime.methods.includes(method))
  if (missing === undefined) return
  report({ event: 'no-such-method', method: missing, known: callable(runtime.methods) })
  process.exit(2)
}

/** One `--call`. An error in it is the app's, and does not keep the next ones from being called. */
async function tap(method: string): Promise<void> {
  let result: unknown
  try {
    result = runtime.call(method)
  } catch (thrown) {
    return runtime.uncaughtError(thrown)
  }
  const done = Promise.resolve(result)
  await done.catch((reason) => rejected(reason, done))
}

function emit(event: AppEvent): void {
  // First, since printing it may be the last thing that this process does.
  if (event.event !== 'log' && event.event !== 'shown') report(event)
  print(event)
}

/** Synchronously: the app's next line may be an endless loop, or `process.exit`. */
function report(report: Report): void {
  try {
    // The app may have left an unfinished line in the pipe.
    writeFileSync(REPORTS, `\n${task.key}${stringify(report)}\n`)
  } catch {
    // The command is gone, and this process will be, too.
  }
}

function rejected(reason: unknown, promise: Promise<unknown>): void {
  runtime.unhandledRejection(reason, promise)
  uncaught(reason)
}

/** A phone continues after an app's error, and so does this; the exit code says so. */
function uncaught(thrown: unknown): void {
  // Calls that Ctrl-C ended fail, and are in the summary; that the app did not expect it is not an error.
  if (cancelled && failureOf(thrown)) return
  process.exitCode = 1
  // An error of a module that is being loaded may arrive twice.
  if (isError(thrown) && thrown === lastError) return
  lastError = thrown
  emit({ event: 'uncaught', ...problemOf(thrown, task.root, modules()) })
}

/** An app may call `process.exit`, with its own exit code, unless requested calls are lost with it. */
function reportSkippedCalls(): void {
  if (ended || !current || current.skipped.length === 0) return
  // It may be a string, and a shell sees only its last eight bits.
  if ((Number(process.exitCode ?? 0) & 255) === 0) process.exitCode = 1
  emit({ event: 'exited', skipped: current.skipped })
}

async function end(): Promise<void> {
  ended = true
  if (current && !cancelled) {
    process.exitCode = 1
    emit({ event: 'never-ended', ...current })
  }
  await my.dispose()
  await album.dispose?.()
  report({ event: 'ended', methods: runtime.methods })
  process.removeListener('disconnect', cancel)
  if (process.connected) process.disconnect()
}

async function cancel(): Promise<void> {
  cancelled = true
  await end()
  process.exit()
}

/** Whatever makes no sense in an `app.json` is ignored, as on a phone. */
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

/** Emits the result of each save, and each name that the app looked up in `my` and did not find. */
function observeSaves(emit: (event: AppEvent) => void): Observe {
  const paths = new Map<number, string>()
  const on: { readonly [Type in MyEvent['type']]?: (event: MyEvent & { type: Type }) => void } = {
    called({ call, api, options }) {
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
  return (event) => (on[event.type] as ((event: MyEvent) => void) | undefined)?.(event)
}

/** With `--json`, what the app logs is an event, too. What has no level of its own (`console.table`) is a `log`. */
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
