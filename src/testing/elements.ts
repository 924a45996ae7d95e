import { axmlText } from '../mini-program/axml-text.ts'
import { copyOfData, dataAt, keysOf } from '../mini-program/data.ts'
import type { Headless } from '../mini-program/headless.ts'
import type { Instance } from '../mini-program/owner.ts'
import type { OpenPage } from '../mini-program/pages.ts'
import type { Json, ViewElement, ViewNode } from '../mini-program/types.ts'
import { textIn } from '../mini-program/view-tree.ts'
import { SNAPSHOT } from './axml-snapshots.ts'
import { words } from './messages.ts'
import type { OpenedElement, OpenedPage, Searchable } from './opened.ts'

export interface ElementsContext {
  readonly running: Headless
  /** Runs an action, and waits until the app has settled. Rejects with an error that the app throws meanwhile. */
  act<Result>(step: () => Result | Promise<Result>): Promise<Result>
  /** Describes a page, for the error when an element is not found. */
  describe(): string
  /** The title that the app has set for a page. */
  title(page: OpenPage): string
  readonly timeout: number
}

/** Creates the page and element objects for tests. */
export interface Elements {
  page(page: OpenPage): OpenedPage
  element(node: ViewNode): OpenedElement
  /** The members that read and change the data of a page or a component. */
  state(instance: () => Instance): Pick<OpenedPage, 'data' | 'setData' | 'callMethod'>
}

/** The method for Node's console. */
const INSPECT = Symbol.for('nodejs.util.inspect.custom')

export function createElements({ running, act, describe, title, timeout }: ElementsContext): Elements {
  const { program, tree } = running
  const pages = new Map<number, OpenedPage>()

  function searchable(node: () => ViewNode, page: () => number): Searchable {
    const find = (selector: string, first: boolean) => {
      const { id } = node()
      const inside = (found: number) => {
        for (let each = tree.parent(found); each; each = tree.parent(each.id)) if (each.id === id) return true
        return false
      }
      const found = program.select(selector, { page: page() }).filter(inside)
      return (first ? found.slice(0, 1) : found).map((each) => element(tree.node(each)!))
    }
    const $: Searchable['$'] = (selector) => find(selector, true)[0]
    return {
      $,
      $$: (selector) => find(selector, false),
      async waitFor<Found>(condition: string | (() => Found)): Promise<Found> {
        const look = () => (typeof condition === 'string' ? ($(condition) as Found | undefined) : condition())
        const result = await act(() => running.waitFor(() => look() || undefined, timeout))
        if (result !== undefined) return result
        const what = typeof condition === 'string' ? words().notShown(condition) : words().notMet
        throw new Error(what + describe())
      },
      axml() {
        const shown = node()
        return axmlText('tag' in shown && shown.tag === 'page' ? shown.children : shown)
      },
    }
  }

  function state(instance: () => Instance): ReturnType<Elements['state']> {
    return {
      data: (path) => copyOfData(path === undefined ? instance().data : dataAt(instance().data, keysOf(path))),
      setData: (data) => act(() => (instance().setData as (data: object) => void)(data)),
      callMethod: (name, ...values) =>
        act(() => {
          const method = instance()[name]
          if (typeof method === 'function') return method.apply(instance(), values)
          const names = Object.keys(instance()).filter((each) => typeof instance()[each] === 'function')
          throw new TypeError(words().noSuchMethod(name, names))
        }),
    }
  }

  function page(opened: OpenPage): OpenedPage {
    const known = pages.get(opened.page)
    if (known) return known
    const made: OpenedPage = {
      path: opened.route,
      query: opened.query,
      get title() {
        return title(opened)
      },
      instance: opened.instance,
      ...searchable(
        () => tree.root(opened.page),
        () => opened.page,
      ),
      ...state(() => opened.instance),
    }
    pages.set(opened.page, withSnapshot(made))
    return made
  }

  function element({ id, tag }: ViewNode & { readonly tag?: string }): OpenedElement {
    const node = (): ViewNode => {
      const found = tree.node(id)
      if (!found) throw new Error(words().gone(tag))
      return found
    }
    const pageId = () => {
      let at = id
      for (let parent = tree.parent(at); parent; parent = tree.parent(at)) at = parent.id
      return at
    }
    const send = (type: string, detail?: unknown, inside?: RegExp) =>
      act(() => {
        running.dispatch(targetIn(node(), inside), type, detail as Json | undefined)
      })
    const component = () => {
      const instance = program.component(id)
      if (!instance) throw new Error(words().notCustom(tag))
      return instance
    }
    const attributes = () => (node() as Partial<ViewElement>).attributes ?? component().props ?? {}
    return withSnapshot({
      tagName: tag ?? '',
      ...searchable(node, pageId),
      text: () => textIn(node()).trim(),
      attribute: (name) => attributes()[name],
      value: () => attributes().value ?? attributes().checked,
      tap: () => send('tap', { x: 0, y: 0 }),
      longpress: () => send('longTap', { x: 0, y: 0 }),
      input: (value) => send('input', { value, cursor: value.length }, /^(input|textarea)$/),
      trigger: (type, detail) =>
        send(
          type.replace(/^on([A-Z])/, (_, first: string) => first.toLowerCase()),
          detail,
        ),
      ...state(component),
    })
  }

  return { page, element, state }
}

/**
 * The element that receives an event of a node. A component has no element of its own, so it is the first one inside. `inside`
 * limits it to certain elements.
 */
function targetIn(node: ViewNode, inside = /./): ViewNode {
  const all = (each: ViewNode): ViewElement[] => [
    ...('attributes' in each ? [each] : []),
    ...('children' in each ? each.children.flatMap(all) : []),
  ]
  const elements = all(node)
  return elements.find(({ tag }) => inside.test(tag)) ?? elements[0] ?? node
}

/** Makes snapshots and Node's console show the rendered AXML. */
export function withSnapshot<Shown extends Pick<Searchable, 'axml'>>(shown: Shown): Shown {
  const axml = () => shown.axml()
  for (const name of [SNAPSHOT, INSPECT, 'toString'])
    Object.defineProperty(shown, name, { value: axml, enumerable: false })
  return shown
}
