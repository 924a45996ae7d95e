import { textOf } from './evaluate.ts'
import { type LiveNode, type LiveParent, withChanges } from './tree.ts'
import type { Owner } from './vnode.ts'

/** One step of a selector: the conditions for a node, and its relation to the previous step. */
interface Step {
  readonly relation: 'descendant' | 'child' | 'deep'
  readonly tag?: string
  readonly id?: string
  readonly classes: readonly string[]
  readonly attributes: readonly { readonly name: string; readonly value?: string }[]
}

export interface SelectOptions {
  /** Limits the results to nodes in the template of this owner, except after `>>>`. */
  readonly owner?: Owner
  /** @default false */
  readonly first?: boolean
}

/**
 * Selects nodes in document order. Supports the selectors of mini-programs: tags, `#id`, `.class`, attributes, descendants,
 * `>`, `>>>` and lists of these.
 */
export function select(root: LiveParent, selector: string, { owner, first = false }: SelectOptions = {}): LiveNode[] {
  const alternatives = parseSelector(selector)
  const found: LiveNode[] = []
  const visit = (node: LiveNode): boolean => {
    if (alternatives.some((steps) => matches(node, steps, steps.length - 1, root, owner))) {
      found.push(node)
      if (first) return true
    }
    return 'children' in node && node.children.some(visit)
  }
  root.children.some(visit)
  return found
}

function parseSelector(selector: string): Step[][] {
  return selector.split(',').flatMap((text) => {
    const steps: Step[] = []
    let relation: Step['relation'] = 'descendant'
    for (const [piece] of text.trim().matchAll(/>>>|>|(?:\[[^\]]*\]|[^\s>])+/g)) {
      if (piece === '>>>') relation = 'deep'
      else if (piece === '>') relation = 'child'
      else {
        const step = parseStep(piece, relation)
        if (!step) return []
        steps.push(step)
        relation = 'descendant'
      }
    }
    return steps.length > 0 ? [steps] : []
  })
}

function parseStep(text: string, relation: Step['relation']): Step | undefined {
  const parts = text.match(/[.#]?(?:\\.|[\w\u00A0-\uFFFF-])+|\[[^\]]*\]|\*|./g) ?? []
  const classes: string[] = []
  const attributes: { name: string; value?: string }[] = []
  let tag: string | undefined
  let id: string | undefined
  for (const part of parts) {
    const name = part.slice(1).replaceAll('\\', '')
    if (part.startsWith('.') && name !== '') classes.push(name)
    else if (part.startsWith('#') && name !== '') id = name
    else if (part.startsWith('[')) {
      const [, attribute, value] = /^\[\s*([\w-]+)\s*(?:=\s*["']?([^"'\]]*)["']?\s*)?\]$/.exec(part) ?? []
      if (attribute === undefined) return undefined
      attributes.push({ name: attribute, ...(value !== undefined && { value }) })
    } else if (/^[a-z][\w-]*$/i.test(part)) tag = part
    else if (part !== '*') return undefined
  }
  return { relation, classes, attributes, ...(tag !== undefined && { tag }), ...(id !== undefined && { id }) }
}

function matches(
  node: LiveNode,
  steps: readonly Step[],
  index: number,
  root: LiveParent,
  owner: Owner | undefined,
): boolean {
  const step = steps[index]!
  const { vnode } = node
  if (vnode.kind === 'text' || !isStep(node, step)) return false
  // For `#a > *`, the child may be anything inside of the element: the content of the slot of a component, or its own elements.
  const isAnyChild = step.relation === 'child' && isAny(step)
  if (isAnyChild && isVirtual(node)) return false
  const isDeep = steps.slice(0, index + 1).some(({ relation }) => relation === 'deep')
  if (owner && !isDeep && !isAnyChild && vnode.owner !== owner) return false
  if (index === 0) return true
  let parent = parentOf(node)
  if (step.relation === 'child') return parent !== undefined && matches(parent, steps, index - 1, root, owner)
  for (; parent && parent !== root; parent = parentOf(parent))
    if (matches(parent, steps, index - 1, root, owner)) return true
  return false
}

const isAny = ({ tag, id, classes, attributes }: Step) =>
  tag === undefined && id === undefined && classes.length + attributes.length === 0

/** Whether a node is a component that has no element of its own. */
const isVirtual = (node: LiveNode) => node.vnode.kind === 'component' && !('host' in node && node.host)

/** The parent for `>`, which skips virtual components. */
function parentOf(node: LiveNode): LiveParent | undefined {
  let { parent } = node
  while (parent && isVirtual(parent)) parent = parent.parent
  return parent
}

function isStep(node: LiveNode, { tag, id, classes, attributes }: Step): boolean {
  const { vnode } = node
  if (vnode.kind === 'text') return false
  if (tag !== undefined && vnode.tag !== tag) return false
  const given: { readonly [name: string]: unknown } = vnode.kind === 'component' ? vnode.props : vnode.attributes
  if (id !== undefined && textOf(given.id) !== id) return false
  if (classes.length > 0) {
    const own = classesOf(node)
    if (!classes.every((name) => own.includes(name))) return false
  }
  return attributes.every(({ name, value }) =>
    value === undefined ? given[name] !== undefined : textOf(given[name]) === value,
  )
}

export function classesOf(node: LiveNode): string[] {
  const { vnode } = node
  if (vnode.kind === 'text') return []
  const text = vnode.kind === 'element' ? withChanges(node as never, 'class') : textOf(vnode.props.class)
  return text.split(/\s+/).filter((name) => name !== '')
}
