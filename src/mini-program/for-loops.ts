import { lookUp, type Scope } from './evaluate.ts'
import { isAsBefore, snapshotOf } from './snapshot.ts'
import type { Expression, TemplateNode } from './types.ts'
import type { Loop, Owner } from './vnode.ts'

/**
 * The names other than the item that the body of an `a:for` uses. An iteration is rendered again only if one of their values or
 * the item has changed. `undefined` if this cannot be known, because a function may return something else each time.
 */
export function namesUsedIn(loop: TemplateNode & { type: 'for' }): string[] | undefined {
  const names = new Set<string>()
  const inExpression = (expression: Expression | undefined, bound: ReadonlySet<string>): boolean => {
    if (!expression) return true
    switch (expression.op) {
      case 'literal':
        return true
      case 'name':
        if (!bound.has(expression.name)) names.add(expression.name)
        return true
      case 'call':
      case 'function':
        return false
      case 'member':
        return inExpression(expression.object, bound) && inExpression(expression.key, bound)
      case 'unary':
      case 'spread':
        return inExpression(expression.argument, bound)
      case 'binary':
        return inExpression(expression.left, bound) && inExpression(expression.right, bound)
      case 'conditional':
        return [expression.test, expression.yes, expression.no].every((each) => inExpression(each, bound))
      case 'array':
        return expression.items.every((each) => inExpression(each, bound))
      case 'object':
        return expression.entries.every((entry) =>
          'op' in entry ? inExpression(entry, bound) : entry.every((each) => inExpression(each, bound)),
        )
      case 'text':
        return expression.parts.every((each) => inExpression(each, bound))
    }
  }
  const inNodes = (nodes: readonly TemplateNode[], bound: ReadonlySet<string>): boolean =>
    nodes.every((node) => {
      switch (node.type) {
        case 'text':
          return inExpression(node.value, bound)
        case 'element': {
          const inner = node.slotScope === undefined ? bound : new Set([...bound, node.slotScope])
          return (
            inExpression(node.key, inner) &&
            inExpression(node.slot, inner) &&
            node.attributes.every(({ value }) => inExpression(value, inner)) &&
            inNodes(node.children, inner)
          )
        }
        case 'if':
          return node.branches.every(
            ({ condition, children }) => inExpression(condition, bound) && inNodes(children, bound),
          )
        case 'for':
          return inExpression(node.list, bound) && inNodes(node.children, new Set([...bound, node.item, node.index]))
        case 'block':
          return inExpression(node.slot, bound) && inNodes(node.children, bound)
        default:
          // A template or a slot may use any name.
          return false
      }
    })
  return inNodes(loop.children, new Set([loop.item])) ? [...names] : undefined
}

/**
 * The previous rendering of a loop that can be reused, if the names that its iterations use have not changed, and the record of
 * the current rendering.
 */
export function loopOf(
  { loops }: Owner,
  key: string,
  names: readonly string[],
  scope: Scope,
): { readonly before: Loop | undefined; readonly now: Loop } {
  const dependencies = names.map((name) => lookUp(scope, name))
  const before = loops.before.get(key)
  const isKnown = before !== undefined && isAsBefore(dependencies, before.dependencies)
  const now: Loop = { dependencies: isKnown ? before.dependencies : snapshotOf(dependencies), iterations: new Map() }
  loops.now.set(key, now)
  return { before: isKnown ? before : undefined, now }
}
