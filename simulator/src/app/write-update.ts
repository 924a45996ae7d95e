import type { Json, Source, ViewComponent, ViewElement, ViewNode, ViewUpdate } from '../../../src/mini-program/types.ts'
import { MAX_SHARED_PATTERN, type NodeList, type Pattern, type WrittenPatch, type WrittenUpdate } from './protocol.ts'

type Parent = ViewElement | ViewComponent

/** Serializes an update for `readUpdate`. */
export function writeUpdate(update: ViewUpdate): string {
  if (update.type === 'stack') return JSON.stringify(update satisfies WrittenUpdate)
  const { patterns, write } = createNodeWriter()
  const written: WrittenUpdate =
    update.type === 'open'
      ? { ...update, patterns, root: write([update.root]) }
      : {
          ...update,
          patterns,
          patches: update.patches.map(
            (patch): WrittenPatch => (patch.op === 'children' ? { ...patch, inserted: write(patch.inserted) } : patch),
          ),
        }
  return JSON.stringify(written)
}

interface Known {
  readonly node: Parent
  readonly index: number
  /** Computed when a second node could use the pattern. */
  isShared?: boolean
}

function createNodeWriter(): {
  readonly patterns: readonly Pattern[]
  write(nodes: readonly (number | ViewNode)[]): NodeList
} {
  const patterns: Pattern[] = []
  /** The latest pattern for each place in a template. The nodes of a place are almost always of one kind. */
  const known = new Map<Source | undefined, Known>()

  function patternFor(node: Parent): Known {
    const latest = known.get(node.source)
    if (latest && isAlike(latest.node, node)) {
      latest.isShared ??= JSON.stringify(patterns[latest.index]).length <= MAX_SHARED_PATTERN
      if (latest.isShared) return latest
    }
    const { id: _id, children: _children, ...pattern } = node
    const added = { node, index: patterns.push(pattern) - 1 }
    known.set(node.source, added)
    return added
  }

  function write(nodes: readonly (number | ViewNode)[]): NodeList {
    const list: Json[] = []
    let next: number | undefined
    const add = (node: ViewNode): void => {
      if (node.id !== next) list.push(null, node.id)
      next = node.id + 1
      if ('text' in node) {
        list.push(node.text)
        return
      }
      const pattern = patternFor(node)
      list.push(pattern.index, changesBetween(attributesOf(pattern.node), attributesOf(node)), node.children.length)
      for (const child of node.children) add(child)
    }
    for (const node of nodes) {
      if (typeof node === 'number') list.push(true, node)
      else add(node)
    }
    return list
  }

  return { patterns, write }
}

type Attributes = ViewElement['attributes']

const NONE: Attributes = {}

const attributesOf = (node: Parent): Attributes =>
  'attributes' in node ? node.attributes : (node.host?.attributes ?? NONE)

function isAlike(a: Parent, b: Parent): boolean {
  if (a.tag !== b.tag) return false
  if ('component' in a) {
    return (
      'component' in b &&
      a.component === b.component &&
      (a.host === undefined) === (b.host === undefined) &&
      a.host?.scope === b.host?.scope
    )
  }
  if ('component' in b || a.scope !== b.scope) return false
  return (
    a.events === b.events ||
    (a.events.length === b.events.length && a.events.every((type, at) => type === b.events[at]))
  )
}

/** The changes that turn the attributes of a pattern into those of a node; `0` if there are none. */
function changesBetween(pattern: Attributes, attributes: Attributes): 0 | { [name: string]: Json } {
  if (pattern === attributes) return 0
  let changes: { [name: string]: Json } | undefined
  for (const name in attributes) {
    if (attributes[name] === pattern[name]) continue
    changes ??= {}
    changes[name] = attributes[name]!
  }
  for (const name in pattern) {
    if (Object.hasOwn(attributes, name)) continue
    changes ??= {}
    changes[name] = null
  }
  return changes ?? 0
}
