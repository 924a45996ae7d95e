import { connectMy, type My } from 'photosalbum/bridge'
import type { MyEvent } from 'photosalbum/browser'
import { createPageRuntime, type PageRuntime } from '../../../src/mini-program/page-runtime.ts'
import { trackCalls } from '../../../src/my/call.ts'
import type { FromApp, Start, ToApp } from '../app/protocol.ts'
import { createCanvasApis } from './canvas/apis.ts'
import { createPhoneFiles } from './canvas/phone-files.ts'
import { createPictures } from './canvas/pictures.ts'
import { sendConsole } from './console.ts'
import { createDrawing } from './drawing.ts'
import { describeFailure } from './failure.ts'
import { inspect } from './inspect.ts'
import { isNotLoaded, whyNotLoaded } from './not-loaded.ts'
import { parametersOf } from './parameters.ts'
import { leavePhoneOnly } from './phone-only.ts'
import { withOwnApis } from './with-own-apis.ts'

/** What the platform calls by itself; everything else of a page is a method for a person to tap. */
const LIFE_CYCLE =
  /^on(Load|Show|Ready|Hide|Unload|PullDownRefresh|ReachBottom|PageScroll|TitleClick|OptionMenuClick|PopMenuClick|PullIntercept|TabItemTap|Resize|KeyboardHeight|Back|BeforeUnload|ShareAppMessage|ShareTimeline|SaveExitState)$/

self.addEventListener(
  'message',
  ({ data, ports }: MessageEvent<{ message: Start }>) => void begin(data.message, ports[0]!),
  {
    once: true,
  },
)

async function begin(start: Start, stage: MessagePort): Promise<void> {
  const send = (message: FromApp, transfer: Transferable[] = []) => stage.postMessage(message, transfer)
  const warn = (text: string) => send({ type: 'console', level: 'warn', text })

  const remote = await connectMy(start.my)
  const files = createPhoneFiles(send)
  const canvas = createCanvasApis({
    calls: {
      ...trackCalls(),
      platform: 'iOS',
      signal: new AbortController().signal,
      observe: (event) => tellLocal(event, send),
    },
    write: files.write,
    load: createPictures({ read: files.read, warn }),
    warn,
    elements: start.canvases,
    show: (id, picture) => send({ type: 'canvas', id, picture }, [picture]),
    missing: (id) => send({ type: 'note', note: 'noCanvas', of: id }),
    // Looking for it is what tells the phone, as it does of every other API.
    missingApi: (name) => void Reflect.get(remote, name),
    missingSelector: (selector) => send({ type: 'note', note: 'noSelector', of: selector }),
  })

  const runtime = createPageRuntime({
    onError: (error) => self.reportError(error),
    render: createDrawing((data) => send({ type: 'data', data })),
  })
  // The usual ones are fewer than the modules of a large app, and they tell which of them is not there.
  performance.setResourceTimingBufferSize(10_000)
  sendConsole((level, text) => send({ type: 'console', level, text }))
  let isFatal = false
  // Everything that the app throws goes this way: the event knows more of it than the error does.
  self.addEventListener('error', (event) => {
    event.preventDefault()
    const fatal = isFatal
    const tell = (text: string) => send({ type: 'error', text, fatal })
    if (!isNotLoaded(event.error)) return tell(describeFailure(event))
    const read = (path: string) => files.read(path).catch(() => undefined)
    void whyNotLoaded(event.error, start.root, read).then((why) => tell(why ?? describeFailure(event)))
  })
  self.addEventListener('unhandledrejection', (event) => {
    runtime.unhandledRejection(event.reason, event.promise)
    self.reportError(event.reason)
    event.preventDefault()
  })
  stage.onmessage = ({ data }: MessageEvent<ToApp>) => {
    if (data.type === 'tap') tap(data.method, data.tap)
    else if (data.type === 'answer') files.receive(data)
    else if (data.type === 'show') runtime.show()
    else if (data.type === 'hide') runtime.hide()
  }
  function tap(method: string, number: number): void {
    try {
      runtime.call(method, tapOn(method))
    } finally {
      send({ type: 'tapped', tap: number })
    }
  }

  Object.assign(globalThis, runtime.globals, { my: withOwnApis(remote, canvas) satisfies My })
  leavePhoneOnly()
  try {
    for (const script of start.scripts) await import(/* @vite-ignore */ script)
  } catch (thrown) {
    isFatal = true
    self.reportError(thrown)
    isFatal = false
    return
  }
  await open(runtime, start.route, send)
}

async function open(runtime: PageRuntime, route: string, send: (message: FromApp) => void): Promise<void> {
  const page = await runtime.open({ route })
  const names = page ? Object.keys(page).filter((name) => typeof page[name] === 'function' && !isOwn(name)) : []
  send({
    type: 'opened',
    methods: names.filter((name) => !LIFE_CYCLE.test(name)),
    lifeCycle: names.filter((name) => LIFE_CYCLE.test(name)),
    hasPage: page !== undefined,
    parameters: page ? parametersOf(page, names) : {},
  })
}

/** What every page has, whatever it gave to `Page`. */
const isOwn = (name: string) => name === 'setData' || name.startsWith('$')

const tapOn = (id: string) => ({
  type: 'tap',
  timeStamp: performance.now(),
  target: { id, dataset: {} },
  currentTarget: { id, dataset: {} },
  detail: {},
})

function tellLocal(event: MyEvent, send: (message: FromApp) => void): void {
  if (event.type === 'called') send({ type: 'event', event: { ...event, options: cloneable(event.options) } })
  else if (event.type === 'callback') send({ type: 'event', event: { ...event, result: cloneable(event.result) } })
  else if (event.type === 'succeeded' || event.type === 'failed') {
    send({
      type: 'event',
      event: { type: 'settled', call: event.call, result: cloneable(event.result), failed: event.type === 'failed' },
    })
  }
}

/** In characters: a `data:` URL is not for reading. */
const MOST_TOLD = 300

/** What a call was given, or gave, as the log can have it: no canvas, and no copy of its pixels. */
const cloneable = (values: object): object =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      if (typeof value === 'string' && value.length > MOST_TOLD) return [name, `${value.slice(0, MOST_TOLD)}…`]
      return [name, typeof value === 'object' ? inspect(value, 1) : value]
    }),
  )
