import { datasetOf } from './events.ts'
import { compileLengths } from './lengths.ts'
import type { LiveOwner } from './owner.ts'
import { classesOf, select } from './selectors.ts'
import { jsonOf, type LiveElement, type LiveParent, styleOf, type Tree } from './tree.ts'

/** The object that represents an element, or its page or component, in functions of SJS. */
export interface SjsInstance {
  readonly [method: string]: unknown
}

export interface SjsContext {
  readonly tree: Tree
  /** Sends the changes to the view immediately, without waiting for a rendering. */
  changed(): void
  run(owner: LiveOwner, method: unknown, thisValue: unknown, values: readonly unknown[]): unknown
  /** The parent page or component of an owner. */
  ownerOf(owner: LiveOwner): LiveOwner | undefined
}

/** `event.instance`: an element that functions of SJS can change without `setData`. */
export function elementInstance(element: LiveElement, context: SjsContext): SjsInstance {
  const changes = () => {
    element.changes ??= { style: '', added: new Set(), removed: new Set() }
    return element.changes
  }
  const refresh = () => {
    context.tree.refresh(element)
    context.changed()
  }
  return {
    ...ownerInstance(element.vnode.owner as LiveOwner, context, element),
    getDataset: () => datasetOf(element),
    getBoundingClientRect: () => {
      const { left, top, width, height } = element.rect ?? { left: 0, top: 0, width: 0, height: 0 }
      return { left, top, width, height, right: left + width, bottom: top + height, x: left, y: top }
    },
    getComputedStyle: (names: unknown) => {
      const style: { [name: string]: string } = {}
      for (const rule of styleText(element).split(';')) {
        const [, name, value] = /^\s*([\w-]+)\s*:(.*)$/s.exec(rule) ?? []
        if (name !== undefined && value !== undefined) style[name] = value.trim()
      }
      const list = Array.isArray(names) ? names : []
      return Object.fromEntries(list.map((name) => [name, style[String(name)] ?? '']))
    },
    hasClass: (name: unknown) => classesOf(element).includes(String(name)),
    addClass: (...names: unknown[]) => {
      for (const name of names.map(String)) {
        changes().added.add(name)
        changes().removed.delete(name)
      }
      refresh()
    },
    removeClass: (...names: unknown[]) => {
      for (const name of names.map(String)) {
        changes().removed.add(name)
        changes().added.delete(name)
      }
      refresh()
    },
    setStyle: (style: unknown) => {
      changes().style = compileLengths(styleOf(style))
      refresh()
    },
    getDOMProperty: (names: unknown) =>
      Object.fromEntries(
        (Array.isArray(names) ? names : []).map((name) => [name, element.attributes[kebab(name)] ?? 0]),
      ),
    setDOMProperty: (properties: unknown) => {
      context.tree.call(element.id, 'setProperties', [jsonOf(properties) ?? {}])
      context.changed()
    },
  }
}

const kebab = (name: string) => String(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

function styleText(element: LiveElement): string {
  return `${element.attributes.style ?? ''};${element.changes?.style ?? ''}`
}

/** `ownerComponent`: the page or component whose template contains the element. */
export function ownerInstance(owner: LiveOwner, context: SjsContext, within?: LiveElement): SjsInstance {
  const state = within ?? owner
  const selected = (selector: unknown, first: boolean) => {
    const root = (within ?? owner.node) as LiveParent | undefined
    if (!root) return []
    return select(root, String(selector), { owner, first })
      .filter((node): node is LiveElement => node.vnode.kind === 'element')
      .map((node) => elementInstance(node, context))
  }
  const later = (method: unknown, delay: number, ...values: unknown[]) =>
    setTimeout(() => context.run(owner, method, undefined, values), delay)
  return {
    selectComponent: (selector: unknown) => selected(selector, true)[0],
    selectAllComponents: (selector: unknown) => selected(selector, false),
    getState: () => {
      state.state ??= {}
      return state.state
    },
    callMethod: (name: unknown, argument: unknown) => {
      context.run(owner, owner.instance[String(name)], owner.instance, [argument])
    },
    requestAnimationFrame: (method: unknown) => later(method, 16, Date.now() + 16),
    cancelAnimationFrame: (timer: ReturnType<typeof setTimeout>) => clearTimeout(timer),
    setTimeout: (method: unknown, delay = 0) => later(method, delay),
    clearTimeout: (timer: ReturnType<typeof setTimeout>) => clearTimeout(timer),
    selectOwnerComponent: () => {
      const outer = context.ownerOf(owner)
      return outer && ownerInstance(outer, context)
    },
  }
}
