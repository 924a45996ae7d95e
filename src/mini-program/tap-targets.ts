import type { ViewElement, ViewNode } from './types.ts'
import { isHidden, textIn } from './view-tree.ts'

/** Components that react to a tap even without a handler. */
const CONTROLS = /^(button|checkbox|radio|switch|navigator|label|picker)$/

interface Target {
  readonly node: ViewNode
  readonly reacts: boolean
}

/**
 * Finds the innermost element with exactly this visible text, apart from whitespace around it, or with this `aria-label`. If
 * there are several, prefers the first one that reacts to a tap, since a title may have the same text as the button below it.
 */
export function findTarget(root: ViewElement, text: string): Target | undefined {
  const found: Target[] = []
  const visit = (node: ViewNode, parent: ViewNode, reacts: boolean): boolean => {
    if ('text' in node || isHidden(node)) return false
    const isReacting = reacts || isTappable(node)
    const isInside = node.children.map((child) => visit(child, node, isReacting)).some(Boolean)
    if (isInside) return true
    if (labelOf(node) !== text && shownIn(node) !== text) return false
    // A tap on a disabled field goes to the element around it.
    const isDisabled = isField(node) && Boolean(node.attributes.disabled)
    found.push({ node: isDisabled ? parent : node, reacts: isReacting })
    return true
  }
  visit(root, root, false)
  return found.find(({ reacts }) => reacts) ?? found[0]
}

/** The texts or selectors of everything that reacts to a tap, for the message about a text that was not found. */
export function tappableTexts(root: ViewElement): string[] {
  const texts = new Set<string>()
  const visit = (node: ViewNode, reacts: boolean): void => {
    if ('text' in node || isHidden(node)) return
    const isReacting = reacts || isTappable(node)
    if (isTappable(node) || (isField(node) && reacts)) {
      const text = labelOf(node) || shownIn(node)
      const selector = selectorOf(node as ViewElement)
      if (text !== '') texts.add(text)
      else if (selector !== undefined) texts.add(selector)
    }
    for (const child of node.children) visit(child, isReacting)
  }
  for (const child of root.children) visit(child, false)
  return [...texts]
}

const isTappable = (node: ViewNode) => 'attributes' in node && (CONTROLS.test(node.tag) || node.events.includes('tap'))

const isField = (node: ViewNode): node is ViewElement => 'tag' in node && /^(input|textarea)$/.test(node.tag)

/** The `aria-label`. For a field, the visible value or placeholder. */
function labelOf(node: ViewNode): string {
  if (!('attributes' in node)) return ''
  const { 'aria-label': label, value, placeholder, password } = node.attributes
  if (typeof label === 'string' && label !== '') return label
  if (!isField(node)) return ''
  const entered = String(value ?? '')
  return (entered === '' ? String(placeholder ?? '') : password ? '' : entered).trim()
}

/** The text, or the label of the only field or icon in it. */
const shownIn = (node: ViewNode) => textIn(node).trim() || labelInside(node)

/** The first label in a node. */
function labelInside(node: ViewNode): string {
  if ('text' in node || isHidden(node)) return ''
  for (const child of node.children) {
    const label = labelOf(child) || labelInside(child)
    if (label !== '') return label
  }
  return ''
}

/** `#save` or `.save`, if it has an id or a class. */
function selectorOf({ attributes }: ViewElement): string | undefined {
  if (typeof attributes.id === 'string' && attributes.id !== '') return `#${attributes.id}`
  const [name] = String(attributes.class ?? '').match(/[\w-]+/) ?? []
  return name === undefined ? undefined : `.${name}`
}
