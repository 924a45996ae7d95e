import type { ProjectProblem } from '../../../src/dev-server/project.ts'
import type { Program as CompiledProgram, Problem } from '../../../src/mini-program/types.ts'
import { pathInPackage } from '../../../src/my/listed-files.ts'
import { servedSockets } from '../../../src/sources/network/socket-messages.ts'
import { formatValue } from '../../../src/util/format.ts'
import { type PhoneMy, startMy } from '../phone/my.ts'
import { clearScreen } from '../phone/screen.ts'
import { readAppFile, readPackage } from '../phone/server.ts'
import { phoneSocket } from '../phone/sockets.ts'
import { device } from '../state/device.ts'
import { addText, stopCalls } from '../state/log.ts'
import {
  appState,
  clearApp,
  fail,
  pageStack,
  shown,
  startBusyTimer,
  storedValues,
  updateErrors,
} from '../state/running-app.ts'
import { openApp } from '../state/screen.ts'
import { describeProblem, texts } from '../texts/index.ts'
import { createLiveTree } from '../view/nodes.ts'
import { type AppFrame, createAppFrame } from './app-frame.ts'
import type { KeptFile } from './file-messages.ts'
import { readFromApp } from './from-app.ts'
import { createPackageFiles } from './package-files.ts'
import { compile, type Program, routeOf } from './program.ts'
import type { FromApp, Start, StoredValue, ToApp } from './protocol.ts'
import { receive, report } from './receive.ts'
import { currentRun, type Run, send, setCurrentRun } from './run.ts'
import { inspectNewRun } from './to-app.ts'

/** Starts, updates and stops mini-programs. */

/** Counts starts and stops, so that only the latest one takes effect. */
let generations = 0

const createFrame = () => createAppFrame(fail)

/**
 * Created in advance, so that the next app does not wait for its frame. The first frame loads while the page still determines
 * which app to run.
 */
let spare: AppFrame | undefined = createFrame()

/** Starts an app from the beginning, as on a phone, and ends the running one. */
export async function start(
  program: Program,
  page: string,
  query: Readonly<Record<string, string>> = {},
): Promise<void> {
  const generation = ++generations
  // Set immediately, so that a user who leaves the app while it starts is not brought back.
  openApp.value = 'mini-program'
  const [compiled, prepared] = await Promise.allSettled([
    compile(program),
    end('starting').then(() => prepare(program)),
  ])
  // Another app was started, or this one stopped, in the meantime.
  const isLatest = generation === generations
  if (prepared.status === 'rejected') throw prepared.reason
  if (!isLatest || compiled.status === 'rejected') await prepared.value.my.dispose()
  if (!isLatest) return
  if (compiled.status === 'rejected') throw compiled.reason
  launch(compiled.value, program, page, query, prepared.value)
}

/** The data that an app needs at its start, except its program. */
interface Prepared {
  readonly my: PhoneMy
  readonly storage: readonly StoredValue[]
  readonly keptFiles: readonly KeptFile[]
  readonly packageFiles: ReadonlyMap<string, ArrayBuffer>
  readonly reportMalformed: (message: unknown) => void
}

async function prepare({ appId, root, config: { permission } }: Program): Promise<Prepared> {
  const packageFiles = await readPackage(root)
  if (!packageFiles) addText('error', texts.value.log.largePackage)
  const listed = packageFiles ?? new Map()
  const reportMalformed = createMalformedReport()
  const has = async (path: string) => (await readAppFile(`${root}/${pathInPackage(path)}`)) !== undefined
  const my = startMy({ appId, permission }, createPackageFiles(listed, has), reportMalformed)
  const [storage, keptFiles] = await Promise.all([my.storage.read(), my.keptFiles()])
  return { my, storage, keptFiles, packageFiles: listed, reportMalformed }
}

/** Reports only the first malformed message of an app. */
function createMalformedReport(): (message: unknown) => void {
  let reported = false
  return (message) => {
    if (!reported) addText('note', texts.value.log.notes.malformed(formatValue((message as FromApp | null)?.type)))
    reported = true
  }
}

function launch(
  compiled: CompiledProgram,
  program: Program,
  page: string,
  query: Readonly<Record<string, string>>,
  { my, storage, keptFiles, packageFiles, reportMalformed }: Prepared,
): void {
  const { code, ...data } = compiled
  const frame = spare ?? createFrame()
  spare = undefined
  const [forApp, files, channel] = [new MessageChannel(), new MessageChannel(), new MessageChannel()]
  my.expose(forApp.port1, files.port1)
  const started: Run = {
    root: program.root,
    compiled,
    frame,
    my,
    channel: channel.port1,
    tree: createLiveTree(),
    sockets: servedSockets(phoneSocket, (socket, report) =>
      channel.port1.postMessage({ type: 'socket', socket, report } satisfies ToApp),
    ),
    exit() {
      void stop()
      openApp.value = 'home'
    },
    updates: 0,
    willReport: false,
    taps: 0,
  }
  setCurrentRun(started)
  shown.value = { tree: started.tree, program: compiled }
  storedValues.value = new Map(storage)
  channel.port1.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (currentRun() !== started) return
    const message = readFromApp(data)
    if (message) {
      receive(message, started)
      if (message.type === 'launched') spare ??= createFrame()
      return
    }
    reportMalformed(data)
  }
  const start: Start = {
    type: 'start',
    my: forApp.port2,
    program: data,
    route: routeOf(page),
    query,
    storage,
    files: files.port2,
    keptFiles,
    packageFiles: [...packageFiles],
    heading: device.peek().heading,
  }
  for (const problem of compiled.problems) report(problem, started)
  startBusyTimer()
  inspectNewRun()
  frame.start(code, start, channel.port2).catch(() => fail(texts.value.noServer))
}

/**
 * Updates the running app after a change of its files. New templates and styles are rendered with the current data; any other
 * change restarts the app at its visible page. The app does not change while there is a new error. With `onlySources`, it does
 * not change either if the program is the same as before, such as after saving a file whose edits run already.
 */
export async function update(
  program: Program,
  page: string,
  query: Readonly<Record<string, string>>,
  { onlySources = false } = {},
): Promise<'shown' | 'restarted' | 'failed' | 'unchanged'> {
  const generation = ++generations
  const before = currentRun()
  const compiled = await compile(program)
  if (generation !== generations) return 'unchanged'
  const known = new Set(before?.compiled.problems.map(identify))
  const errors = compiled.problems.filter((each) => each.severity === 'error' && !known.has(identify(each)))
  const isRunning = before !== undefined && currentRun() === before && appState.value === 'running'
  const isSame = isRunning && codeOf(compiled) === codeOf(before.compiled)
  const isHot = isSame && viewOf(compiled) !== viewOf(before.compiled)
  if (isHot || (isRunning && errors.length > 0)) {
    updateErrors.value = errors
    for (const problem of errors) report(problem, before)
  }
  if (isHot) {
    before.compiled = compiled
    shown.value = { tree: before.tree, program: compiled }
    send({ type: 'templates', templates: compiled.templates })
    return errors.length > 0 ? 'failed' : 'shown'
  }
  if (isRunning && errors.length > 0) return 'failed'
  if (isSame && onlySources) {
    updateErrors.value = []
    return 'unchanged'
  }
  const top = pageStack.value.at(-1)
  await end('starting')
  if (generation !== generations) return 'unchanged'
  const prepared = await prepare(program)
  if (generation === generations) launch(compiled, program, top?.route ?? page, top?.query ?? query, prepared)
  else await prepared.my.dispose()
  return 'restarted'
}

/** The same error in another line counts as the same error. */
const identify = ({ message, file }: Problem) => `${file}: ${message}`

/** The parts of a program whose changes require a restart. */
const codeOf = ({ code, app, pages, component2, globalObject, units }: CompiledProgram) =>
  JSON.stringify([code, app, pages, component2, globalObject, units])

/** The parts of a program that can be replaced while the app runs. */
const viewOf = ({ templates, styles }: CompiledProgram) => JSON.stringify([templates, styles])

/** Shows why the changed program cannot be started. The running app continues. */
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
  const ended = currentRun()
  setCurrentRun(undefined)
  clearApp(next)
  if (!ended) return
  ended.frame.remove()
  ended.channel.close()
  ended.sockets.end()
  stopCalls()
  clearScreen()
  await ended.my.dispose()
}
