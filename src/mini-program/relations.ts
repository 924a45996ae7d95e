import { isObject } from './data.ts'
import type { LiveOwner } from './owner.ts'
import { resolveRoute } from './routes.ts'
import type { LiveComponent, LiveNode } from './tree.ts'

/** Each kind of relation, with the kind that the other component must declare. */
const COUNTERPARTS = { parent: 'child', child: 'parent', ancestor: 'descendant', descendant: 'ancestor' } as const

type Listener = (...values: unknown[]) => unknown

/** One side of a relation: what a component declares about the other one, and the other one itself. */
interface Link {
  readonly key: string
  readonly relation: { readonly [name: string]: unknown }
  readonly to: LiveOwner
}

export interface RelationsContext {
  ownerOf(node: LiveComponent): LiveOwner | undefined
  /** Calls a listener of a component with the other one. */
  call(owner: LiveOwner, method: Listener, target: LiveOwner): void
}

/** The relations of components. Both must declare each other in `relations`. */
export interface Relations {
  /** Creates the relations between an attached component and its ancestors. */
  link(owner: LiveOwner): void
  moved(owner: LiveOwner): void
  unlink(owner: LiveOwner): void
  /** The related components for a key of `relations`, in document order. */
  nodes(owner: LiveOwner, key: string): LiveOwner[]
}

export function createRelations({ ownerOf, call }: RelationsContext): Relations {
  /** The links of each component, by the other component. */
  const links = new WeakMap<LiveOwner, Map<LiveOwner, Link>>()

  function notify(owner: LiveOwner, link: Link | undefined, event: 'linked' | 'linkChanged' | 'unlinked'): void {
    const listener = link?.relation[event]
    if (link && typeof listener === 'function') call(owner, listener as Listener, link.to)
  }

  /** The declaration of a component that matches another one, with one of these types. */
  function find(owner: LiveOwner, other: LiveOwner, types: readonly string[]): Link | undefined {
    for (const [key, relation] of Object.entries(owner.definition.relations)) {
      if (!isObject(relation) || !types.includes(String(relation.type))) continue
      const isMeant = isObject(relation.target)
        ? other.definition.mixins.has(relation.target)
        : resolveRoute(key, owner.unit.path) === other.unit.path
      if (isMeant) return { key, relation, to: other }
    }
    return undefined
  }

  function add(owner: LiveOwner, link: Link): void {
    if (!links.has(owner)) links.set(owner, new Map())
    links.get(owner)!.set(link.to, link)
    notify(owner, link, 'linked')
  }

  return {
    link(owner) {
      if (Object.keys(owner.definition.relations).length === 0) return
      const linked = new Set<string>()
      let isParent = true
      for (let node = owner.node?.parent; node; node = node.parent) {
        const ancestor = node.vnode.kind === 'component' ? ownerOf(node as LiveComponent) : undefined
        if (!ancestor) continue
        const up = find(owner, ancestor, isParent ? ['parent', 'ancestor'] : ['ancestor'])
        isParent = false
        // Only the nearest matching ancestor is related.
        if (!up || linked.has(up.key)) continue
        const down = find(ancestor, owner, [COUNTERPARTS[up.relation.type as keyof typeof COUNTERPARTS]])
        if (!down) continue
        linked.add(up.key)
        add(ancestor, down)
        add(owner, up)
      }
    },
    moved(owner) {
      for (const [other, link] of links.get(owner) ?? []) {
        notify(other, links.get(other)?.get(owner), 'linkChanged')
        notify(owner, link, 'linkChanged')
      }
    },
    unlink(owner) {
      const own = links.get(owner) ?? []
      links.delete(owner)
      for (const [other, link] of own) {
        const back = links.get(other)?.get(owner)
        links.get(other)?.delete(owner)
        notify(other, back, 'unlinked')
        notify(owner, link, 'unlinked')
      }
    },
    nodes(owner, key) {
      const own = [...(links.get(owner)?.values() ?? [])]
      const related = new Set(own.flatMap((link) => (link.key === key ? [link.to] : [])))
      if (related.size < 2 || !owner.node) return [...related]
      const ordered: LiveOwner[] = []
      const visit = (node: LiveNode): void => {
        const found = node.vnode.kind === 'component' ? ownerOf(node as LiveComponent) : undefined
        if (found && related.has(found)) ordered.push(found)
        if ('children' in node) node.children.forEach(visit)
      }
      visit(owner.node as LiveComponent)
      return ordered
    },
  }
}
