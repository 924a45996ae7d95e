import { zhProblems } from '../../../src/i18n/zh-problems.ts'
import {
  type Check,
  hasShape,
  isBoolean,
  isListOf,
  isMessage,
  isNumber,
  isObject,
  isOneOf,
  isRecordOf,
  isString,
  optional,
  type Rules,
} from '../../../src/util/shapes.ts'
import type { FromApp } from './protocol.ts'

/**
 * A message of the worker of an app, or `undefined`. The code of the app runs in the same worker and can send anything, so
 * each message is validated before the phone acts on it.
 */
export function readFromApp(message: unknown): FromApp | undefined {
  const isUpdate = isObject(message) && message.type === 'update'
  const read = isUpdate ? withUpdate(message.update) : message
  // What was read from text has no cycles, and the rules limit its depth.
  return (isUpdate || isBounded(read)) && isMessage<FromApp>(read, RULES) ? read : undefined
}

function withUpdate(text: unknown): unknown {
  try {
    return { type: 'update', update: JSON.parse(text as string) }
  } catch {
    return undefined
  }
}

/** More than any page has. The phone walks through a message in recursive functions, so its depth is limited. */
const MAX_VALUES = 5_000_000
const MAX_DEPTH = 1000

/** Whether a value is a tree of limited size, without cycles and without lists that are longer than what is in them. */
function isBounded(value: unknown): boolean {
  let count = 0
  const isTree = (each: unknown, depth: number): boolean => {
    if (!isObject(each) || ArrayBuffer.isView(each)) return true
    if (depth === MAX_DEPTH) return false
    if (!Array.isArray(each)) {
      for (const name in each) if (++count > MAX_VALUES || !isTree(each[name], depth + 1)) return false
      return true
    }
    for (let index = 0; index < each.length; index++) {
      const isHole = each[index] === undefined && !Object.hasOwn(each, index)
      if (isHole || ++count > MAX_VALUES || !isTree(each[index], depth + 1)) return false
    }
    return true
  }
  return isTree(value, 0)
}

/** What the phone shows as it is, in characters. The worker cuts its own texts off long before. */
const MAX_TEXT = 1_000_000
const isText: Check = (value) => isString(value) && (value as string).length <= MAX_TEXT

/** Other names cannot be those of an element. */
const isTag: Check = (value) => isString(value) && /^\p{L}[\p{L}\p{N}_.:-]*$/u.test(value as string)
const isSource: Check = (value) =>
  Array.isArray(value) && isString(value[0]) && isNumber(value[1]) && isNumber(value[2])
/** Nodes inside of each other. */
const MAX_NODE_DEPTH = 500
let depth = 0
const isNode: Check = (value) => {
  if (!isObject(value) || depth === MAX_NODE_DEPTH) return false
  depth++
  const isValid = 'text' in value ? isTextNode(value) : 'component' in value ? isComponent(value) : isElement(value)
  depth--
  return isValid
}
/** Values of JSON by name, few of which are more than a text or a number. */
const isJsonRecord: Check = (value) => {
  if (!isObject(value)) return false
  for (const name in value) if (typeof value[name] === 'object' && !isBounded(value[name])) return false
  return true
}
const isTextNode = hasShape({ id: isNumber, text: isString })
const ANY_ELEMENT = { id: isNumber, tag: isTag, children: isListOf(isNode), source: optional(isSource) }
const isElement = hasShape({
  ...ANY_ELEMENT,
  attributes: isJsonRecord,
  events: isListOf(isString),
  scope: optional(isString),
})
const isComponent = hasShape({
  ...ANY_ELEMENT,
  component: isString,
  host: optional(hasShape({ attributes: isJsonRecord, scope: optional(isString) })),
})
/** One check for each value of the member that tells the kinds of an object apart. */
const hasKind =
  (member: string, kinds: { readonly [kind: string]: Check }): Check =>
  (value) =>
    isObject(value) && isOneOf(...Object.keys(kinds))(value[member]) && kinds[value[member] as string]!(value)

const isRoot: Check = (value) => isObject(value) && !('text' in value) && !('component' in value) && isElement(value)

const PATCH = { id: isNumber }
const isPatch = hasKind('op', {
  attributes: hasShape({ ...PATCH, attributes: isJsonRecord }),
  text: hasShape({ ...PATCH, text: isString }),
  events: hasShape({ ...PATCH, events: isListOf(isString) }),
  children: hasShape({
    ...PATCH,
    start: isNumber,
    removed: isNumber,
    inserted: isListOf((child) => isNumber(child) || isNode(child)),
  }),
  call: hasShape({ ...PATCH, method: isString, arguments: (values) => Array.isArray(values) && isBounded(values) }),
})

const isStack = isListOf(
  hasShape({
    page: isNumber,
    route: isString,
    query: isRecordOf(isString),
    config: isJsonRecord,
    tab: optional(isNumber),
  }),
)
const isUpdate = hasKind('type', {
  open: hasShape({ page: isNumber, route: isString, root: isRoot }),
  patch: hasShape({ page: isNumber, patches: isListOf(isPatch) }),
  stack: hasShape({ stack: isStack, hidden: isListOf(isNumber) }),
})

const isEvent = hasKind('type', {
  called: hasShape({ call: isNumber, api: isText, options: isObject }),
  callback: hasShape({ call: isNumber, callback: isOneOf('success', 'fail', 'complete'), result: isObject }),
  settled: hasShape({ call: isNumber, result: isObject, failed: isBoolean }),
})

const isQuestion = hasKind('kind', {
  share: hasShape({ options: hasShape({ title: isText, desc: isText, path: isText, imageUrl: isString }) }),
  authorize: hasShape({ scope: isOneOf('userInfo', 'phoneNumber') }),
  leave: hasShape({ message: isText }),
})

/** A sentence in the user's language is made of these. */
const isDetails: Check = (value) =>
  hasShape({ code: isOneOf(...Object.keys(zhProblems)) })(value) &&
  isRecordOf((each) => isText(each) || isNumber(each) || isBoolean(each))(value)

const RULES: Rules<FromApp> = {
  launched: {},
  update: { update: isUpdate },
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
  'ask-person': { request: isNumber, ask: isQuestion },
  storage: {
    changes: isListOf((change) => Array.isArray(change) && isString(change[0]) && optional(isString)(change[1])),
  },
  picture: { request: isNumber, path: isString },
}
