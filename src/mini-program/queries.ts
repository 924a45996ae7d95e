import type { Components } from './components.ts'
import { textOf } from './evaluate.ts'
import { datasetOf } from './events.ts'
import type { Pages } from './pages.ts'
import { select } from './selectors.ts'
import type { LiveElement, LiveNode, LiveParent } from './tree.ts'
import type { LayoutAnswer, LayoutRequest } from './types.ts'

type MaybePromise<T> = T | Promise<T>

export interface SelectOptions {
  /** @default the visible page */
  readonly page?: number
  /** `this` of a page or component. Limits the results to nodes of its own template. */
  readonly within?: object
  /** @default false */
  readonly first?: boolean
}

/** A selected node, with its layout from the view. */
export type Measured = LayoutAnswer[number] & {
  readonly node: number
  readonly id: string
  readonly dataset: { readonly [name: string]: unknown }
}

/** Selects nodes of the open pages, and measures them in the view. */
export interface Queries {
  /** Nodes of a page by a selector. */
  select(selector: string, options?: SelectOptions): number[]
  /** The same with their layout, measured after all changes were rendered. */
  measure(selector: string, fields: LayoutRequest['fields'], options?: SelectOptions): Promise<Measured[]>
  /** Measures the visible part of the page: its size and scroll offset. */
  measureViewport(fields: LayoutRequest['fields']): Promise<LayoutAnswer[number]>
  /** The node with this id. */
  node(id: number): LiveNode | undefined
}

export interface QueriesContext {
  readonly pages: Pages
  readonly components: Components
  /** Measures nodes in the view. */
  measure?(request: LayoutRequest): MaybePromise<LayoutAnswer>
  idle(): Promise<void>
}

export function createQueries({ pages, components, measure, idle }: QueriesContext): Queries {
  const queries: Queries = {
    select(selector, { page: id, within, first = false } = {}) {
      const page = pages.find(id)
      if (!page) return []
      const owner = within && [page.owner, ...components.all()].find((each) => each.instance === within)
      const root = (owner?.node ?? page.root) as LiveParent
      return select(root, selector, { ...(owner && { owner }), first }).map((node) => node.id)
    },
    async measure(selector, fields, options = {}) {
      await idle()
      const page = options.page ?? pages.top?.page
      const nodes = queries.select(selector, options)
      if (page === undefined || nodes.length === 0) return []
      const answer = (await measure?.({ page, nodes, fields })) ?? []
      return nodes.flatMap((node, index) => {
        const found = queries.node(node)
        if (found?.vnode.kind !== 'element') return []
        const element = found as LiveElement
        return [{ ...answer[index], node, id: textOf(element.attributes.id), dataset: datasetOf(element) }]
      })
    },
    async measureViewport(fields) {
      await idle()
      const page = pages.top?.page
      if (page === undefined) return null
      return (await measure?.({ page, nodes: 'viewport', fields }))?.[0] ?? null
    },
    node: (id) => pages.all.map(({ tree }) => tree.find(id)).find((node) => node !== undefined),
  }
  return queries
}
