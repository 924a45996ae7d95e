import { isObject } from './data.ts'
import type { Definition } from './definition.ts'
import { MARK } from './events.ts'
import { GENERIC, type Instance, LiveOwner, type OwnerContext } from './owner.ts'
import { createRelations } from './relations.ts'
import { select } from './selectors.ts'
import { isAsBefore, snapshotOf } from './snapshot.ts'
import type { TreeObserver } from './tree.ts'
import { attributeOf, type LiveComponent, type LiveElement, type LiveNode, type LiveParent, type Tree } from './tree.ts'
import type { Json, Program } from './types.ts'
import type { VComponent, VNode } from './vnode.ts'

/** The maximum nesting. Components may contain themselves, by mistake without an end. */
const MAX_DEPTH = 100

export interface ComponentsContext extends OwnerContext {
  readonly program: Program
  /** The argument that the script of a component passed to `Component`. */
  definitionOf(path: string): Definition
  render(owner: LiveOwner): VNode[]
  /** Runs the hook after the view has drawn the current rendering. */
  afterRender(hook: () => void): void
  /** The page that a node is part of. */
  pageOf(node: LiveNode): { readonly owner: LiveOwner; readonly root: LiveElement; readonly tree: Tree } | undefined
  nextId(): number
  /** Methods that pages and components share, such as `createSelectorQuery`. */
  shared(owner: () => LiveOwner): { readonly [name: string]: unknown }
  changed: TreeObserver['changed']
}

export interface Components {
  readonly observer: TreeObserver
  /** Renders a component again, after its own `setData`. */
  update(owner: LiveOwner): void
  /** The methods that find components inside of a page or component. */
  selectors(owner: () => LiveOwner): { readonly [name: string]: unknown }
  /** The components of a page that receive its events as `rootEvents`. */
  all(): Iterable<LiveOwner>
  ownerOf(node: LiveComponent): LiveOwner | undefined
}

export function createComponents(context: ComponentsContext): Components {
  const owners = new Map<number, LiveOwner>()
  const { program, run, afterRender } = context
  const snapshots = new WeakMap<LiveOwner, { readonly [name: string]: unknown }>()

  /** Keeps a snapshot of the objects among the props. */
  function remember(owner: LiveOwner, props: { readonly [name: string]: unknown }): void {
    const objects = Object.entries(props).filter(([, value]) => isObject(value))
    snapshots.set(owner, Object.fromEntries(objects.map(([name, value]) => [name, snapshotOf(value)])))
  }

  const hook = (owner: LiveOwner, name: string, ...values: unknown[]) => {
    for (const method of owner.definition.hooks[name] ?? []) run(owner, method, owner.instance, values)
  }
  const lifetime = (owner: LiveOwner, name: string) => {
    for (const method of owner.definition.lifetimes[name] ?? []) run(owner, method, owner.instance, [])
  }

  const relations = createRelations({
    ownerOf: (node) => owners.get(node.id),
    call: (owner, method, target) => run(owner, method, owner.instance, [exposed(target)]),
  })

  function mounting(node: LiveComponent): VNode[] {
    const { vnode } = node
    const unit = program.units[vnode.path]
    if (!unit) return []
    const definition = context.definitionOf(vnode.path)
    const owner = createOwner(node, definition)
    owners.set(node.id, owner)
    if (depthOf(node) > MAX_DEPTH) {
      const what = `<${vnode.tag}>`
      context.warn({ message: `${what} is nested too deeply.`, details: { code: 'nested-too-deeply', what } }, owner)
      return []
    }
    lifetime(owner, 'created')
    if (program.component2) {
      hook(owner, 'onInit')
      hook(owner, 'deriveDataFromProps', owner.instance.props)
    }
    lifetime(owner, 'attached')
    relations.link(owner)
    settle(owner)
    return context.render(owner)
  }

  function createOwner(node: LiveComponent, definition: Definition): LiveOwner {
    const { vnode } = node
    const unit = program.units[vnode.path]!
    const id = context.nextId()
    const shared: { [name: string]: unknown } = {
      ...context.shared(() => owner),
      ...selectors(() => owner),
      getRelationNodes: (key: unknown) => relations.nodes(owner, String(key)).map(exposed),
      hasMixin: (mixin: unknown) => (mixin === 'ref' ? definition.ref !== undefined : definition.mixins.has(mixin)),
    }
    const page = context.pageOf(node)?.owner.instance
    const instance: Instance = Object.assign(Object.create(shared), {
      is: `/${unit.path}`,
      $id: id,
      $page: page,
      pageRouter: page?.pageRouter,
      props: propsOf(vnode, definition),
      data: {},
    })
    Object.defineProperties(instance, Object.getOwnPropertyDescriptors(definition.methods))
    const owner = new LiveOwner(unit, definition, instance, context, id)
    owner.addMethods()
    instance.data = definition.data(instance)
    remember(owner, instance.props ?? {})
    owner.node = node
    owner.slots = vnode.slots
    if (definition.options.externalClasses === true) owner.externalScope = vnode.owner.unit.scope ?? ''
    if ((definition.options.virtualHost ?? unit.config.virtualHost) === false)
      node.host = { attributes: hostAttributes(vnode), scope: hostScopes(unit.scope, vnode.owner.unit.scope) }
    return owner
  }

  /** Resets the change tracking of a component after its rendering. */
  function settle(owner: LiveOwner): void {
    owner.dirty = false
    owner.before = undefined
    owner.isUpdated = false
    for (const callback of owner.callbacks.splice(0)) afterRender(() => run(owner, callback, undefined, []))
  }

  function mounted(node: LiveComponent): void {
    const owner = owners.get(node.id)
    if (!owner) return
    afterRender(() => {
      // It may have been removed before it was drawn.
      if (!owner.alive) return
      giveRef(node, owner)
      hook(owner, 'didMount')
      lifetime(owner, 'ready')
    })
  }

  function giveRef({ vnode }: LiveComponent, owner: LiveOwner): void {
    if (vnode.ref === undefined || !program.component2) return
    const take = typeof vnode.ref === 'string' ? vnode.owner.bound(vnode.ref) : vnode.ref
    if (typeof take === 'function') run(vnode.owner as LiveOwner, take, undefined, [exposed(owner)])
    else {
      const method = String(vnode.ref)
      const message = `There is no method "${method}" for ref.`
      context.warn({ message, details: { code: 'ref-method-missing', method } }, vnode.owner as LiveOwner)
    }
  }

  function updating(node: LiveComponent, before: VComponent): VNode[] | undefined {
    const owner = owners.get(node.id)
    if (!owner) return undefined
    const { vnode } = node
    const { instance, definition } = owner
    owner.slots = vnode.slots
    if (node.host) node.host = { ...node.host, attributes: hostAttributes(vnode) }
    const old = instance.props ?? {}
    const next = propsOf(vnode, definition)
    const names = changedNames(old, next, snapshots.get(owner))
    if (names.length > 0) remember(owner, next)
    if (names.length > 0) {
      if (program.component2) hook(owner, 'deriveDataFromProps', next)
      instance.props = next
      owner.observe(names.filter((name) => !Object.hasOwn(instance.data, name)).map((name) => [name]))
    } else if (owner.dirty) {
      if (program.component2) hook(owner, 'deriveDataFromProps', next)
    } else if (!vnode.slots && !before.slots) return undefined
    if (names.length > 0 || owner.isUpdated) didUpdate(owner, old)
    settle(owner)
    return context.render(owner)
  }

  function didUpdate(owner: LiveOwner, props: { [name: string]: unknown }): void {
    const data = owner.before ?? owner.instance.data
    afterRender(() => {
      if (owner.alive) hook(owner, 'didUpdate', props, data)
    })
  }

  function unmounted(node: LiveComponent): void {
    const owner = owners.get(node.id)
    if (!owner) return
    owners.delete(node.id)
    afterRender(() => {
      hook(owner, 'didUnmount')
      lifetime(owner, 'detached')
      relations.unlink(owner)
    })
    owner.alive = false
  }

  /** What `ref` and selectors return for a component: the component itself, or the result of its own `ref` method. */
  function exposed(owner: LiveOwner): unknown {
    const { definition, instance } = owner
    return definition.ref ? run(owner, definition.ref, instance, []) : instance
  }

  function selectors(owner: () => LiveOwner): { [name: string]: unknown } {
    const within = (selector: unknown, first: boolean) => {
      const { node } = owner()
      if (!node || typeof selector !== 'string') return []
      return select(node as LiveParent, selector, { owner: owner() })
        .map((each) => (each.vnode.kind === 'component' ? owners.get(each.id) : undefined))
        .filter((each) => each !== undefined)
        .slice(0, first ? 1 : undefined)
        .map((each) => exposed(each))
    }
    return {
      $selectComponent: (selector: unknown) => within(selector, true)[0] ?? null,
      $selectAllComponents: (selector: unknown) => within(selector, false),
      selectOwnerComponent: () => {
        const { node } = owner()
        return node?.vnode.kind === 'component' ? exposed(node.vnode.owner as LiveOwner) : null
      },
      selectComposedParentComponent: () => {
        for (let node = owner().node?.parent; node; node = node.parent) {
          const found = owners.get(node.id)
          if (found) return exposed(found)
        }
        const { node } = owner()
        return (node && context.pageOf(node)?.owner.instance) ?? null
      },
    }
  }

  return {
    observer: {
      mounting,
      mounted,
      updating,
      unmounted,
      changed: context.changed,
      moved(node) {
        const owner = owners.get(node.id)
        if (!owner) return
        afterRender(() => {
          lifetime(owner, 'moved')
          relations.moved(owner)
        })
      },
    },
    update(owner) {
      const { node, instance } = owner
      if (!node || !owner.alive) return
      if (program.component2) hook(owner, 'deriveDataFromProps', instance.props)
      if (owner.isUpdated) didUpdate(owner, instance.props ?? {})
      settle(owner)
      context.pageOf(node)?.tree.reconcile(node, context.render(owner))
    },
    selectors,
    all: () => owners.values(),
    ownerOf: (node) => owners.get(node.id),
  }
}

/**
 * Props with dashes in their names also get the name that the component declares: `show-icon` is `showIcon`, and `class` is
 * `className`. `$slots` is undocumented, but uni-app and component libraries use it to find out which slots have content.
 */
function propsOf({ props, slotNames }: VComponent, definition: Definition): { [name: string]: unknown } {
  const all = { ...definition.props }
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith(GENERIC) || name.startsWith(MARK)) continue
    all[name] = value
    if (name.includes('-') && !/^(data|aria)-/.test(name)) {
      const declared = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
      if (Object.hasOwn(definition.props, declared)) all[declared] = value
    }
  }
  if (
    Object.hasOwn(props, 'class') &&
    !Object.hasOwn(props, 'className') &&
    Object.hasOwn(definition.props, 'className')
  )
    all.className = props.class
  const slots = Object.fromEntries(slotNames.map((name) => [name === '' ? '$default' : name, []]))
  // Not enumerable, so that it is not compared or passed on with the props.
  return Object.defineProperty(all, '$slots', { value: slots })
}

/** `snapshots` are those of the objects among the old props, which may have been changed in place. */
function changedNames(
  old: { readonly [name: string]: unknown },
  next: { readonly [name: string]: unknown },
  snapshots: { readonly [name: string]: unknown } = {},
): string[] {
  const names: string[] = []
  for (const name in next)
    if (next[name] !== old[name] || (isObject(next[name]) && !isAsBefore(next[name], snapshots[name]))) names.push(name)
  for (const name in old) if (!(name in next)) names.push(name)
  return names
}

function hostAttributes({ props }: VComponent): { [name: string]: Json } {
  const attributes: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(props))
    if (/^(id|class|style|(data|aria)-.*)$/.test(name)) attributes[name] = attributeOf(name, value) ?? null
  return attributes
}

/**
 * The scopes of the host element of a component: that of the template that contains it, and that of the component, for `:host`.
 */
function hostScopes(own: string | undefined, outer: string | undefined): string | undefined {
  const scopes = [outer, own === undefined ? undefined : `${own}-host`].filter((each) => each !== undefined)
  return scopes.length > 0 ? scopes.join(' ') : undefined
}

function depthOf(node: LiveNode): number {
  let depth = 0
  for (let each = node.parent; each; each = each.parent) if (each.vnode.kind === 'component') depth++
  return depth
}
