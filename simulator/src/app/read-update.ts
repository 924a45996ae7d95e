import type { Patch, ViewNode, ViewUpdate } from '../../../src/mini-program/types.ts'
import {
  type Check,
  hasKind,
  hasShape,
  isJsonRecord,
  isListOf,
  isNumber,
  isObject,
  isRecordOf,
  isString,
  isTree,
  optional,
} from '../../../src/util/shapes.ts'
import { type Attributes, changedAttributes, MAX_NODE_DEPTH } from '../view/nodes.ts'
import { MAX_SHARED_PATTERN, type Pattern, type WrittenUpdate } from './protocol.ts'

/** Parses an update from `writeUpdate`. Returns `undefined` if it is malformed, since the app's own code may have sent it. */
export function readUpdate(text: unknown): ViewUpdate | undefined {
  // `JSON.parse` would convert other values to text, which takes exponential time for nested lists that share their items.
  if (typeof text !== 'string') return undefined
  try {
    const written: unknown = JSON.parse(text)
    return isWrittenUpdate(written) ? toUpdate(written as WrittenUpdate) : undefined
  } catch {
    return undefined
  }
}

function toUpdate(written: WrittenUpdate): ViewUpdate {
  if (written.type === 'stack') return written
  const patterns = written.patterns.map((pattern) => ({ pattern, isUsed: false }))
  if (written.type === 'open') {
    const [root, ...others] = readNodes(written.root, patterns)
    if (typeof root !== 'object' || !('events' in root) || others.length > 0) throw malformed()
    return { type: 'open', page: written.page, route: written.route, root }
  }
  const patches = written.patches.map(
    (patch): Patch => (patch.op === 'children' ? { ...patch, inserted: readNodes(patch.inserted, patterns) } : patch),
  )
  return { type: 'patch', page: written.page, patches }
}

interface KnownPattern {
  readonly pattern: Pattern
  isUsed: boolean
  isShared?: boolean
}

/** Each value of the list is read once, so the time is linear in the length of the list. */
function readNodes(list: readonly unknown[], patterns: readonly KnownPattern[]): (number | ViewNode)[] {
  let at = 0
  let next: number | undefined

  function numberAt(position: number): number {
    const value = list[position]
    if (typeof value !== 'number') throw malformed()
    return value
  }

  function patternAt(position: number): Pattern {
    const known = patterns[numberAt(position)]
    if (!known) throw malformed()
    if (known.isUsed) {
      known.isShared ??= JSON.stringify(known.pattern).length <= MAX_SHARED_PATTERN
      if (!known.isShared) throw malformed()
    }
    known.isUsed = true
    return known.pattern
  }

  function readNode(depth: number): ViewNode {
    if (list[at] === null) {
      next = numberAt(at + 1)
      at += 2
    }
    if (next === undefined || depth === MAX_NODE_DEPTH) throw malformed()
    const id = next++
    const text = list[at]
    if (typeof text === 'string') {
      at++
      return { id, text }
    }
    const pattern = patternAt(at)
    const changes = list[at + 1]
    const count = numberAt(at + 2)
    if (changes !== 0 && !isJsonRecord(changes)) throw malformed()
    at += 3
    const children: ViewNode[] = []
    // If the count is too large, `readNode` fails at the end of the list.
    while (children.length < count) children.push(readNode(depth + 1))
    return changes === 0 ? { ...pattern, id, children } : { ...changed(pattern, changes as Attributes), id, children }
  }

  const nodes: (number | ViewNode)[] = []
  while (at < list.length) {
    if (list[at] === true) {
      nodes.push(numberAt(at + 1))
      at += 2
    } else nodes.push(readNode(0))
  }
  return nodes
}

function changed(pattern: Pattern, changes: Attributes): Pattern {
  if (!('component' in pattern)) return { ...pattern, attributes: changedAttributes(pattern.attributes, changes) }
  if (!pattern.host) throw malformed()
  return { ...pattern, host: { ...pattern.host, attributes: changedAttributes(pattern.host.attributes, changes) } }
}

const malformed = () => new TypeError('malformed')

// ------------------------------------------------------------------------------------------------------------- checks

/** `document.createElement` accepts only these names. */
const isTag: Check = (value) => isString(value) && /^\p{L}[\p{L}\p{N}_.:-]*$/u.test(value as string)
const isSource: Check = (value) =>
  Array.isArray(value) && isString(value[0]) && isNumber(value[1]) && isNumber(value[2])

const ANY_PATTERN = { tag: isTag, source: optional(isSource) }
const isElement = hasShape({
  ...ANY_PATTERN,
  attributes: isJsonRecord,
  events: isListOf(isString),
  scope: optional(isString),
})
const isComponent = hasShape({
  ...ANY_PATTERN,
  component: isString,
  host: optional(hasShape({ attributes: isJsonRecord, scope: optional(isString) })),
})
/** A pattern of one kind of node must not have the members that identify the other kinds. */
const isPattern: Check = (value) =>
  isObject(value) &&
  !('text' in value) &&
  ('component' in value ? !('events' in value) && isComponent(value) : isElement(value))

const PATCH = { id: isNumber }
const isPatch = hasKind('op', {
  attributes: hasShape({ ...PATCH, attributes: isJsonRecord }),
  text: hasShape({ ...PATCH, text: isString }),
  events: hasShape({ ...PATCH, events: isListOf(isString) }),
  children: hasShape({ ...PATCH, start: isNumber, removed: isNumber, inserted: Array.isArray }),
  call: hasShape({ ...PATCH, method: isString, arguments: (values) => Array.isArray(values) && isTree(values) }),
})

export const isStack = isListOf(
  hasShape({
    page: isNumber,
    route: isString,
    query: isRecordOf(isString),
    config: isJsonRecord,
    tab: optional(isNumber),
  }),
)

const isWrittenUpdate = hasKind('type', {
  open: hasShape({ page: isNumber, route: isString, patterns: isListOf(isPattern), root: Array.isArray }),
  patch: hasShape({ page: isNumber, patterns: isListOf(isPattern), patches: isListOf(isPatch) }),
  stack: hasShape({ stack: isStack, hidden: isListOf(isNumber) }),
})
