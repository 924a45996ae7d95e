import type { Problem } from '../../../src/mini-program/types.ts'
import { phoneScreen, share } from '../phone/screen.ts'
import { addText } from '../state/log.ts'
import {
  appState,
  canPullDown,
  canvases,
  changeNavigationBar,
  changeStoredValues,
  changeTabBar,
  crashWith,
  fail,
  openPage,
  pageData,
  pageScrollTop,
  pageStack,
  refreshingPage,
  stopBusyTimer,
} from '../state/running-app.ts'
import { sentenceOf, texts } from '../texts/index.ts'
import { drawnPages } from '../view/layout.ts'
import { answerPictureRequest } from './files.ts'
import type { FromApp, PersonQuestion, ToApp } from './protocol.ts'
import { currentRun, type Run, send } from './run.ts'
import { logWorkerCall } from './worker-calls.ts'

/** Handles a message of the app. */
export function receive(message: FromApp, from: Run): void {
  switch (message.type) {
    case 'launched': {
      stopBusyTimer()
      const page = openPage.value
      const isEmpty = page && !page.hasPage && !page.hasTemplate
      if (isEmpty && from.firstError !== undefined) crashWith(from.firstError)
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
      // A page with a template is visible before its onReady has run.
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
      if (message.tap === from.taps) stopBusyTimer()
      return
    case 'console':
      addText('console', message.text, message.level, message.source)
      return
    case 'problem':
      report(message.problem, from)
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
    case 'picture':
      void answerPictureRequest(message, from)
      return
    case 'event':
      logWorkerCall(message.event)
      return
    case 'layout': {
      const answer = drawnPages.get(message.layout.page)?.measure(message.layout)
      const { nodes } = message.layout
      send({
        type: 'layout',
        request: message.request,
        answer: answer ?? (nodes === 'viewport' ? [null] : nodes.map(() => null)),
      })
      return
    }
    case 'navigation-bar':
      changeNavigationBar(message.page, message.bar)
      return
    case 'tab-bar':
      changeTabBar(message.change)
      return
    case 'hide-keyboard':
      // The focused field is inside of the shadow root of its page.
      if (document.activeElement?.shadowRoot) (document.activeElement.shadowRoot.activeElement as HTMLElement)?.blur()
      return
    case 'exit':
      from.exit()
      return
    case 'ask-person':
      void answerForPerson(message.request, message.ask, from)
      return
    case 'storage':
      from.my.storage.change(message.changes)
      changeStoredValues(message.changes)
      return
    case 'socket':
      from.sockets.act(message.socket, message.action)
      return
    case 'can-pull-down':
      canPullDown.set(message.page, message.allowed)
      return
    case 'pull-refresh':
      refreshingPage.value = message.active ? message.page : undefined
      return
    case 'scroll-to': {
      const page = pageStack.value.at(-1)?.page
      if (page !== undefined) drawnPages.get(page)?.scrollTo(message.scrollTop, message.duration)
      return
    }
  }
}

/** Shows a problem in the log, with its position in the app's own file. */
export function report(problem: Problem, run: Run): void {
  const { severity, file, line, column, stack } = problem
  const message = sentenceOf(problem)
  const place =
    file === undefined ? '' : `\n    at ${[file, line, column].filter((part) => part !== undefined).join(':')}`
  const frames = (stack ?? '').split('\n').filter((frame) => /:\d+:\d+\)?$/.test(frame))
  // Chromium repeats the message in the stack; other engines do not.
  const [head = ''] = (stack ?? '').split('\n')
  const title = frames.length > 0 && head !== '' && head !== frames[0] ? head : message
  const text =
    frames.length > 0 ? [title, ...frames.map((frame) => `    ${frame.trim()}`)].join('\n') : `${message}${place}`
  if (severity === 'error') {
    run.firstError ??= text
    addText('error', text)
  } else addText('console', text, 'warn')
}

/** The interval of updates for a page in the background, which has no animation frames. In milliseconds. */
const HIDDEN_FRAME_MS = 100

/** Tells the app once the updates are drawn, so that an app that changes its data in a loop waits for the screen. */
function reportShown(from: Run): void {
  if (from.willReport) return
  from.willReport = true
  const report = () => {
    if (!from.willReport) return
    from.willReport = false
    if (currentRun() === from) send({ type: 'shown', count: from.updates })
  }
  requestAnimationFrame(() => setTimeout(report))
  if (document.hidden) setTimeout(report, HIDDEN_FRAME_MS)
}

/** Answers the questions that no API of the phone asks: for sharing, and for the `open-type` of a button. */
async function answerOf(question: PersonQuestion): Promise<boolean> {
  if (question.kind === 'share') return await share(question.options)
  if (question.kind === 'alert') {
    await phoneScreen.alert(question.options)
    return true
  }
  if (question.kind === 'authorize') return (await phoneScreen.authorizeMember(question.scope)) === true
  return await phoneScreen.confirm({
    title: '',
    content: question.message,
    confirmButtonText: '确定',
    cancelButtonText: '取消',
  })
}

async function answerForPerson(request: number, question: PersonQuestion, from: Run): Promise<void> {
  const answer = await answerOf(question)
  from.channel.postMessage({ type: 'person', request, answer } satisfies ToApp)
}
