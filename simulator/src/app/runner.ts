import { batch, signal } from '@preact/signals'
import { SaveError } from 'photosalbum'
import { toSaveError } from '../../../src/core/errors.ts'
import { type PhoneMy, startMy } from '../phone/my.ts'
import { clearScreen } from '../phone/screen.ts'
import { appUrl, readAppFile } from '../phone/server.ts'
import { addText, stopCalls } from '../state/log.ts'
import { openApp } from '../state/screen.ts'
import { texts } from '../texts/index.ts'
import { noteLocal } from './local-calls.ts'
import { type Program, readMarkup } from './program.ts'
import type { FileAnswer, FileRequest, FromApp, ToApp } from './protocol.ts'

/** The page that runs, as it tells of itself. */
export interface OpenPage {
  readonly methods: readonly string[]
  readonly lifeCycle: readonly string[]
  readonly hasPage: boolean
  readonly parameters: Readonly<Record<string, string>>
}

export const appState = signal<'stopped' | 'starting' | 'running' | 'crashed'>('starting')
export const pageTitle = signal('')
export const openPage = signal<OpenPage | undefined>(undefined)
export const pageData = signal<unknown>(undefined)
export const canvases = signal<ReadonlyMap<string, ImageBitmap>>(new Map())
/** The app has not come back from what it was asked to do: it may be in a loop. */
export const isBusy = signal(false)
export const crash = signal('')

/** In milliseconds, from when on a person notices that nothing happens. */
const PATIENCE = 1000

interface Run {
  readonly root: string
  readonly worker: Worker
  readonly my: PhoneMy
  readonly stage: MessagePort
}

let run: Run | undefined
/** Counts what was started and stopped: the last one counts. */
let turns = 0
let taps = 0
let patience: ReturnType<typeof setTimeout> | undefined

const createWorker = () => new Worker(new URL('../worker/worker.ts', import.meta.url), { type: 'module' })

/** The first one loads while the page is still finding out what to run. */
let first: Worker | undefined = createWorker()

/** Starts an app anew, as a phone does: what ran before is ended. */
export async function start(program: Program, page: string): Promise<void> {
  const turn = ++turns
  const [{ title, canvases: elements }] = await Promise.all([readMarkup(program, page), end('starting')])
  // Someone started something else meanwhile, or stopped it.
  if (turn !== turns) return
  const worker = first ?? createWorker()
  first = undefined
  batch(() => {
    openApp.value = 'mini-program'
    pageTitle.value = title
  })
  const my = startMy(`simulator.${program.id}`, program.config.permission)
  const [forApp, stage] = [new MessageChannel(), new MessageChannel()]
  my.expose(forApp.port1)
  const started: Run = { root: program.root, worker, my, stage: stage.port1 }
  run = started
  stage.port1.onmessage = ({ data }: MessageEvent<FromApp>) => receive(data, started)
  worker.onerror = (event) => failed(event.message ?? texts.value.noServer)
  const scripts = [...(program.app ? [program.app] : []), page]
  const message: ToApp = {
    type: 'start',
    my: forApp.port2,
    scripts: scripts.map((script) => appUrl(`${program.root}/${script}`)),
    route: page.replace(/\.m?js$/, ''),
    root: appUrl(`${program.root}/`),
    canvases: elements,
  }
  waitFor()
  worker.postMessage({ stage: stage.port2, message }, [stage.port2, message.my])
}

/** Ends what ran: the program as it is now cannot be started, and the phone says why. */
export async function refuse(problem: string): Promise<void> {
  const turn = ++turns
  await end('starting')
  if (turn !== turns) return
  openApp.value = 'mini-program'
  failed(problem)
}

/** Ends the app at once, whatever it is doing. */
export async function stop(): Promise<void> {
  turns++
  await end('stopped')
}

async function end(next: 'starting' | 'stopped'): Promise<void> {
  const ended = run
  run = undefined
  done()
  batch(() => {
    appState.value = next
    openPage.value = undefined
    pageData.value = undefined
    canvases.value = new Map()
  })
  if (!ended) return
  ended.worker.terminate()
  ended.stage.close()
  stopCalls()
  clearScreen()
  await ended.my.dispose()
}

export function tap(method: string): void {
  const wanted = openPage.value?.parameters[method]
  if (wanted !== undefined) addText('note', texts.value.log.notes.tapped(`${method}(${wanted})`))
  waitFor()
  send({ type: 'tap', method, tap: ++taps })
}

/** A picture by a path of the app; nothing when it cannot be had. */
export async function readPicture(path: string): Promise<Blob | undefined> {
  try {
    return run && (await pictureAt(path, run))
  } catch {
    return undefined
  }
}

async function pictureAt(path: string, { root, my }: Run): Promise<Blob> {
  if (/^(https?|data):/i.test(path)) return await my.read(path)
  const file = await readAppFile(`${root}/${path.replace(/^\/+/, '')}`)
  if (!file) throw new SaveError('not-found', 'It is not in the package.')
  return file
}

/** What the canvas asks of the phone's files. The app may have been stopped meanwhile: then nobody hears the answer. */
async function answer(asked: FileRequest, of: Run): Promise<void> {
  const { request } = asked
  const tell = (message: FileAnswer, transfer: Transferable[] = []) => of.stage.postMessage(message, transfer)
  try {
    if ('bytes' in asked) return tell({ type: 'answer', request, path: await of.my.write(asked.bytes) })
    const bytes = await (await pictureAt(asked.path, of)).arrayBuffer()
    tell({ type: 'answer', request, bytes }, [bytes])
  } catch (thrown) {
    tell({ type: 'answer', request, problem: toSaveError(thrown).message })
  }
}

/** The person leaves the app for another one, or comes back. */
export function tellVisibility(visible: boolean): void {
  send({ type: visible ? 'show' : 'hide' })
}

function send(message: ToApp): void {
  run?.stage.postMessage(message)
}

function waitFor(): void {
  clearTimeout(patience)
  patience = setTimeout(() => {
    isBusy.value = true
  }, PATIENCE)
}

function done(): void {
  clearTimeout(patience)
  isBusy.value = false
}

/** The app cannot run, and the phone says why. */
export function failed(text: string): void {
  done()
  addText('error', text)
  batch(() => {
    crash.value = text
    appState.value = 'crashed'
  })
}

function receive(message: FromApp, from: Run): void {
  switch (message.type) {
    case 'opened':
      done()
      appState.value = 'running'
      openPage.value = message
      return
    case 'data':
      pageData.value = message.data
      return
    case 'tapped':
      if (message.tap === taps) done()
      return
    case 'console':
      addText('console', message.text, message.level)
      return
    case 'error':
      if (message.fatal) failed(message.text)
      else addText('error', message.text)
      return
    case 'canvas':
      canvases.value = new Map([...canvases.value, [message.id, message.picture]])
      return
    case 'note':
      addText('note', texts.value.log.notes[message.note](message.of))
      return
    case 'file':
      void answer(message, from)
      return
    case 'event':
      noteLocal(message.event)
      return
  }
}
