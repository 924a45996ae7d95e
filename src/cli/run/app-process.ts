import { createHash } from 'node:crypto'
import { basename, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { createPageRuntime } from '../../mini-program/page-runtime.ts'
import type { MyOptions } from '../../my/options.ts'
import { SCOPE } from '../../my/permission.ts'
import { createMy } from '../../node.ts'
import { openAlbum } from '../album.ts'
import { outliveOutput } from '../output.ts'
import { loadAppModulesFrom } from './app-modules.ts'
import { authorizeFor } from './authorize.ts'
import { callable } from './callable.ts'
import type { Tell } from './happening.ts'
import { jsonTeller } from './json-teller.ts'
import { observing } from './observe.ts'
import { failureIn, isError, problemOf } from './problem.ts'
import { report } from './report.ts'
import type { Task } from './task.ts'
import { tellingConsole } from './telling-console.ts'
import { terminalScreen } from './terminal-screen.ts'
import { textTeller } from './text-teller.ts'

/**
 * The process that an app runs in: started by `superviseApp`, which holds the other end of the channel. It ends when
 * the app has nothing left to do.
 */
const task: Task = JSON.parse(process.argv[2] ?? '')
// Before the app's own code: its first line may be a loop that never ends.
new Worker(new URL(`./lifeline${import.meta.url.slice(-3)}`, import.meta.url)).unref()
outliveOutput((output, { name, code, message }) =>
  report({ event: 'output-failed', output, error: { name, code, message } }),
)
const album = openAlbum(task.album)
const show = task.json ? jsonTeller() : textTeller()
const modules = loadAppModulesFrom(task.root)
let lastError: unknown
let ended = false
let cancelled = false
/** What is waited for, and what comes after it. */
let current: { readonly what: string; readonly skipped: readonly string[] } | undefined

const runtime = createPageRuntime({ onError: uncaught })
const my = createMy({
  // An app's files are its own, and stay where they are for as long as the app stays where it is.
  appId: `run-${createHash('sha256').update(task.root).digest('hex').slice(0, 16)}`,
  album,
  client: task.client as NonNullable<MyOptions['client']>,
  permission: permissionOf(task.appConfig),
  authorize: authorizeFor(task.permission, basename(task.page)),
  // Each run is as it was asked for on the command line.
  permissionMemory: { read: () => undefined, write: () => {} },
  screen: terminalScreen(tell),
  observe: observing(tell),
})
Object.assign(globalThis, runtime.globals, { my })
if (task.json) globalThis.console = tellingConsole(tell)

process.on('uncaughtException', runtime.uncaughtError)
process.on('unhandledRejection', rejected)
// The terminal sends Ctrl-C to every process. Here it is the supervisor's word that counts.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
process.once('message', cancel)
process.once('disconnect', cancel)
process.channel?.unref()
process.once('beforeExit', () => end())
process.once('exit', tellSkipped)

// Not awaited: what the app waits for may never come, and that is its affair.
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
  for (const method of task.calls) if (!runtime.methods.includes(method)) refuse(method)
}

function refuse(method: string): never {
  const among = callable(runtime.methods)
  const message = `The page has no method "${method}". It has: ${among.join(', ') || 'none'}.`
  report({ event: 'refused', message, word: method, among })
  process.exit(2)
}

/** One `--call`. What goes wrong in it is the app's, and keeps none of the next ones from being tapped. */
async function tap(method: string): Promise<void> {
  let answer: unknown
  try {
    answer = runtime.call(method)
  } catch (thrown) {
    return runtime.uncaughtError(thrown)
  }
  const done = Promise.resolve(answer)
  await done.catch((reason) => rejected(reason, done))
}

function tell(happening: Parameters<Tell>[0]): void {
  // First, since showing it may be the last thing that this process does.
  if (happening.event !== 'log' && happening.event !== 'shown') report(happening)
  show(happening)
}

function rejected(reason: unknown, promise: Promise<unknown>): void {
  runtime.unhandledRejection(reason, promise)
  uncaught(reason)
}

/** A phone goes on after an app's error, and so does this; the exit code tells of it. */
function uncaught(thrown: unknown): void {
  // The calls that Ctrl-C ended fail, and the summary has them; that the app did not reckon with it is no error of it.
  if (cancelled && failureIn(thrown)) return
  process.exitCode = 1
  // A module that throws while it is loaded may come by two ways.
  if (isError(thrown) && thrown === lastError) return
  lastError = thrown
  tell({ event: 'uncaught', ...problemOf(thrown, task.root, modules()) })
}

/** An app that calls process.exit has its way, and its exit code, unless calls that were asked for are lost with it. */
function tellSkipped(): void {
  if (ended || !current || current.skipped.length === 0) return
  // It may be a text, and a shell sees its last eight bits alone.
  if ((Number(process.exitCode ?? 0) & 255) === 0) process.exitCode = 1
  tell({ event: 'exited', skipped: current.skipped })
}

async function end(): Promise<void> {
  ended = true
  if (current && !cancelled) {
    process.exitCode = 1
    tell({ event: 'never-ended', ...current })
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

/** As far as it makes sense: a phone takes no notice of the rest of an `app.json`. */
function permissionOf(config: unknown): MyOptions['permission'] & object {
  const { permission } = (config ?? {}) as { permission?: { [SCOPE]?: { desc?: unknown } | null } | null }
  const desc = permission?.[SCOPE]?.desc
  return typeof desc === 'string' ? { [SCOPE]: { desc } } : {}
}
