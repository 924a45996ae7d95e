import type { Json, PageState, Patch, ViewComponent, ViewElement, ViewNode, ViewUpdate } from './types.ts'

/** The pages of a mini-program in a view, updated by `ViewUpdate`s. */
export interface ViewTree {
  apply(update: ViewUpdate): void
  /** The open pages, the visible one last. */
  readonly stack: readonly PageState[]
  /**
   * The tree of a page.
   * @default the visible page
   */
  root(page?: number): ViewElement
  node(id: number): ViewNode | undefined
  parent(id: number): ViewElement | ViewComponent | undefined
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
type Parent = Mutable<ViewElement> | Mutable<ViewComponent>

/** Keeps the tree of each page, for hosts without a screen: tests, `photosalbum run`, tools. */
export function createViewTree(): ViewTree {
  const roots = new Map<number, ViewElement>()
  const nodes = new Map<number, ViewNode>()
  const parents = new Map<number, Parent>()
  let stack: readonly PageState[] = []

  function add(node: ViewNode, parent?: Parent): void {
    nodes.set(node.id, node)
    if (parent) parents.set(node.id, parent)
    if ('children' in node) for (const child of node.children) add(child, node)
  }

  function drop(node: ViewNode): void {
    nodes.delete(node.id)
    parents.delete(node.id)
    if ('children' in node) for (const child of node.children) drop(child)
  }

  function patch(change: Patch): void {
    const node = nodes.get(change.id)
    if (!node) throw new Error(`There is no node ${change.id} to change.`)
    switch (change.op) {
      case 'text':
        ;(node as Mutable<{ text: string }>).text = change.text
        break
      case 'events':
        ;(node as Mutable<ViewElement>).events = change.events
        break
      case 'attributes': {
        const holder = (('component' in node ? node.host : node) ?? {}) as { attributes: { [name: string]: Json } }
        const attributes = { ...holder.attributes }
        for (const [name, value] of Object.entries(change.attributes))
          if (value === null) delete attributes[name]
          else attributes[name] = value
        holder.attributes = attributes
        break
      }
      case 'children': {
        const parent = node as Parent
        const before = new Map(
          parent.children.slice(change.start, change.start + change.removed).map((each) => [each.id, each]),
        )
        const kept = new Set<ViewNode>()
        const inserted = change.inserted.map((each) => {
          if (typeof each !== 'number') return each
          const node = before.get(each)
          if (!node) throw new Error(`Node ${each} is to be kept, but was not there.`)
          kept.add(node)
          return node
        })
        for (const each of before.values()) if (!kept.has(each)) drop(each)
        parent.children = [
          ...parent.children.slice(0, change.start),
          ...inserted,
          ...parent.children.slice(change.start + change.removed),
        ]
        for (const each of inserted) if (!kept.has(each)) add(each, parent)
        break
      }
      case 'call':
        break
    }
  }

  return {
    apply(update) {
      if (update.type === 'open') {
        roots.set(update.page, update.root)
        add(update.root)
      } else if (update.type === 'patch') for (const each of update.patches) patch(each)
      else {
        stack = update.stack
        const alive = new Set([...update.stack.map(({ page }) => page), ...update.hidden])
        for (const [page, root] of roots) {
          if (alive.has(page)) continue
          roots.delete(page)
          drop(root)
        }
      }
    },
    get stack() {
      return stack
    },
    root(page = stack.at(-1)?.page) {
      const root = page === undefined ? undefined : roots.get(page)
      if (!root) throw new Error('No page is open.')
      return root
    },
    node: (id) => nodes.get(id),
    parent: (id) => parents.get(id),
  }
}

/** All text in a node, in document order. Hidden elements have none. */
export function textIn(node: ViewNode): string {
  if ('text' in node) return node.text
  if (isHidden(node)) return ''
  return node.children.map(textIn).join('')
}

/** Whether `hidden` is set to any value other than false, as on the platform. */
export function isHidden(node: ViewElement | ViewComponent): boolean {
  const hidden = 'attributes' in node ? node.attributes.hidden : node.host?.attributes.hidden
  return hidden !== undefined && hidden !== false && hidden !== null && hidden !== ''
}
