import { zhProblems } from '../../../src/i18n/zh-problems.ts'
import {
  type Check,
  hasKind,
  hasShape,
  isBoolean,
  isListOf,
  isMessage,
  isNumber,
  isObject,
  isOneOf,
  isRecordOf,
  isString,
  isTree,
  optional,
  type Rules,
} from '../../../src/util/shapes.ts'
import type { FromApp } from './protocol.ts'
import { isStack, readUpdate } from './read-update.ts'

/**
 * Validates a message from the worker of an app. Returns `undefined` if it is malformed: the code of the app runs in the same
 * worker and may send anything.
 */
export function readFromApp(message: unknown): FromApp | undefined {
  if (isObject(message) && message.type === 'update') {
    const update = readUpdate(message.update)
    return update && { type: 'update', update }
  }
  return isTree(message) && isMessage<Others>(message, RULES) ? message : undefined
}

type Others = Exclude<FromApp, { readonly type: 'update' }>

/** The maximum length of texts that the phone shows, in characters. The worker truncates its own texts much earlier. */
const MAX_TEXT = 1_000_000
const isText: Check = (value) => isString(value) && (value as string).length <= MAX_TEXT

const isEvent = hasKind('type', {
  called: hasShape({ call: isNumber, api: isText, options: isObject }),
  callback: hasShape({ call: isNumber, callback: isOneOf('success', 'fail', 'complete'), result: isObject }),
  settled: hasShape({ call: isNumber, result: isObject, failed: isBoolean }),
})

const isQuestion = hasKind('kind', {
  share: hasShape({ options: hasShape({ title: isText, desc: isText, path: isText, imageUrl: isString }) }),
  authorize: hasShape({ scope: isOneOf('userInfo', 'phoneNumber') }),
  leave: hasShape({ message: isText }),
  alert: hasShape({ options: hasShape({ title: isText, content: isText, buttonText: isText }) }),
})

const isSocketAction = hasKind('type', {
  open: hasShape({ url: isText, headers: isRecordOf(isText), protocols: isListOf(isText) }),
  send: hasShape({ data: isString, isBuffer: isBoolean }),
  close: hasShape({ code: isNumber, reason: isText }),
  end: hasShape({}),
})

/** The values of a message that is translated to the user's language. */
const isDetails: Check = (value) =>
  hasShape({ code: isOneOf(...Object.keys(zhProblems)) })(value) &&
  isRecordOf((each) => isText(each) || isNumber(each) || isBoolean(each))(value)

const RULES: Rules<Others> = {
  launched: {},
  page: {
    page: hasShape({
      route: isString,
      hasPage: isBoolean,
      hasTemplate: isBoolean,
      methods: isListOf(isText),
      lifeCycle: isListOf(isText),
      parameters: isRecordOf(isText),
    }),
    stack: isStack,
  },
  data: { data: () => true },
  console: { level: isOneOf('log', 'info', 'warn', 'error', 'debug'), text: isText, source: optional(isText) },
  problem: {
    problem: hasShape({
      severity: isOneOf('error', 'warning'),
      message: isText,
      details: optional(isDetails),
      file: optional(isText),
      line: optional(isNumber),
      column: optional(isNumber),
      stack: optional(isText),
    }),
  },
  error: { text: isText, fatal: isBoolean },
  called: { tap: isNumber },
  canvas: { id: isString, picture: (value) => value instanceof ImageBitmap },
  event: { event: isEvent },
  note: { note: isOneOf('noCanvas', 'noSelector', 'moreLines'), of: isText },
  layout: {
    request: isNumber,
    layout: hasShape({
      page: isNumber,
      nodes: (value) => value === 'viewport' || isListOf(isNumber)(value),
      fields: hasShape({ rect: optional(isBoolean), scroll: optional(isBoolean), style: optional(isListOf(isString)) }),
    }),
  },
  'navigation-bar': {
    page: isNumber,
    bar: hasShape({
      title: optional(isText),
      backgroundColor: optional(isText),
      frontColor: optional(isText),
      borderBottomColor: optional(isText),
      image: optional(isString),
      loading: optional(isBoolean),
      home: optional(isBoolean),
    }),
  },
  'can-pull-down': { page: isNumber, allowed: isBoolean },
  'pull-refresh': { page: isNumber, active: isBoolean },
  'scroll-to': { scrollTop: isNumber, duration: isNumber },
  'tab-bar': {
    change: hasShape({
      hidden: optional(isBoolean),
      style: optional(isRecordOf(optional(isText))),
      index: optional(isNumber),
      item: optional(
        hasShape({
          text: optional(isText),
          icon: optional(isString),
          activeIcon: optional(isString),
          badge: (value) => value === undefined || value === null || isText(value),
        }),
      ),
    }),
  },
  'hide-keyboard': {},
  exit: {},
  'ask-person': { request: isNumber, ask: isQuestion },
  socket: { socket: isNumber, action: isSocketAction },
  storage: {
    changes: isListOf((change) => Array.isArray(change) && isString(change[0]) && optional(isString)(change[1])),
  },
  picture: { request: isNumber, path: isString },
}
