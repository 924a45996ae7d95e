import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createMy } from '../../hosts/node.ts'
import type { MyOptions } from '../../my/create-my.ts'
import { createPageRuntime } from '../../my/page-runtime.ts'
import { openAlbum } from '../album.ts'
import { UsageError } from '../command.ts'
import { explain } from '../explain.ts'
import { loadAppModulesFrom } from './app-modules.ts'
import { authorizeFor } from './authorize.ts'
import { callable } from './callable.ts'
import { jsonTeller } from './json-teller.ts'
import { observing } from './observe.ts'
import { problemOf } from './problem.ts'
import type { Task } from './task.ts'
import { tellingConsole } from './telling-console.ts'
import { terminalScreen } from './terminal-screen.ts'
import { textTeller } from './text-teller.ts'

/**
 * The process that an app runs in: started by `superviseApp`, which holds the other end of the channel. It ends when
 * the app has nothing left to do.
 */
const task: Task = JSON.parse(process.argv[2] ?? '')
const album = openAlbum(task.album)
const teller = task.json ? jsonTeller() : textTeller(album.name)
const modules = loadAppModulesFrom(task.root)
let lastError: unknown
let ended = false

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
  screen: terminalScreen(teller),
  observe: observing(teller),
})
Object.assign(globalThis, runtime.globals, { my })
if (task.json) globalThis.console = tellingConsole(teller)

process.on('uncaughtException', runtime.uncaughtError)
process.on('unhandledRejection', rejected)
// The terminal sends Ctrl-C to every process. Here it is the supervisor's word that counts.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
process.once('message', cancel)
process.once('disconnect', cancel)
process.channel?.unref()
process.once('beforeExit', () => end())
// For an app that calls process.exit.
process.once('exit', () => ended || teller.end(runtime.methods, false))

// Not awaited: what the app waits for may never come, and that is its affair.
void start()

async function start(): Promise<void> {
  try {
    await load()
    await runtime.open({ route: task.route, query: task.query })
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) return runtime.uncaughtError(thrown)
    ended = true
    process.exit(explain(thrown, 'run'))
  }
  for (const method of task.calls) await tap(method)
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

async function load(): Promise<void> {
  for (const script of [task.app, task.page]) if (script !== undefined) await import(pathToFileURL(script).href)
  for (const method of task.calls) {
    if (runtime.methods.includes(method)) continue
    const among = callable(runtime.methods)
    throw new UsageError(`The page has no method "${method}". It has: ${among.join(', ') || 'none'}.`, {
      word: method,
      among,
    })
  }
}

function rejected(reason: unknown, promise: Promise<unknown>): void {
  runtime.unhandledRejection(reason, promise)
  uncaught(reason)
}

/** A phone goes on after an app's error, and so does this; the exit code tells of it. */
function uncaught(thrown: unknown): void {
  process.exitCode = 1
  // A module that throws while it is loaded may come by two ways.
  if (thrown instanceof Error && thrown === lastError) return
  lastError = thrown
  teller.tell({ event: 'uncaught', ...problemOf(thrown, task.root, modules()) })
}

async function end(cancelled = false): Promise<void> {
  ended = true
  await my.dispose()
  await album.dispose?.()
  teller.end(runtime.methods, cancelled)
  process.removeListener('disconnect', cancel)
  if (process.connected) process.disconnect()
}

async function cancel(): Promise<void> {
  await end(true)
  process.exit()
}

function permissionOf(config: unknown): MyOptions['permission'] & object {
  const { permission } = (config ?? {}) as { permission?: MyOptions['permission'] }
  return permission ?? {}
}
