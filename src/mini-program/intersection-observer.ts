import { datasetOf } from './events.ts'
import type { MiniProgram } from './runtime.ts'
import type { LiveElement } from './tree.ts'
import type { LayoutAnswer, LayoutRequest, Rect } from './types.ts'

export interface IntersectionHost {
  readonly program: Pick<MiniProgram, 'stack' | 'idle' | 'select' | 'node'>
  measure(request: LayoutRequest): Promise<LayoutAnswer>
  /** Calls the listener when nodes may have moved. Returns a function that removes it. */
  onLayout?(listener: () => void): () => void
}

type Margins = { readonly [Side in 'left' | 'right' | 'top' | 'bottom']?: unknown }

interface Edges {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** `my.createIntersectionObserver`: measures again whenever the layout may have changed. */
export function createIntersectionObserver(
  host: IntersectionHost,
  options: { thresholds?: unknown; initialRatio?: unknown; selectAll?: unknown; dataset?: unknown } = {},
  within?: object,
) {
  const thresholds = Array.isArray(options.thresholds) ? options.thresholds.map(Number) : [0]
  const references: { readonly selector: string | undefined; readonly margins: Margins }[] = []
  const ratios = new Map<number, number>()
  let stop: (() => void) | undefined

  const observer = {
    relativeTo(selector: unknown, margins: Margins = {}) {
      references.push({ selector: String(selector), margins })
      return observer
    },
    relativeToViewport(margins: Margins = {}) {
      references.push({ selector: undefined, margins })
      return observer
    },
    observe(selector: unknown, listener: unknown) {
      observer.disconnect()
      const page = host.program.stack.at(-1)?.page ?? 0
      let isMeasuring = false
      let isOver = false
      const check = async () => {
        if (isMeasuring || isOver) return
        isMeasuring = true
        try {
          await host.program.idle()
          await measure(page, String(selector), (entry) => {
            if (!isOver && typeof listener === 'function') listener(entry)
          })
        } finally {
          isMeasuring = false
        }
      }
      const forget = host.onLayout?.(() => void check())
      stop = () => {
        isOver = true
        forget?.()
      }
      void check()
    },
    disconnect() {
      stop?.()
      stop = undefined
      ratios.clear()
    },
  }

  async function measure(page: number, selector: string, emit: (entry: object) => void): Promise<void> {
    const { program } = host
    const find = (text: string, first: boolean) => program.select(text, { page, first, ...(within && { within }) })
    const targets = find(selector, options.selectAll !== true)
    const [viewport] = await host.measure({ page, nodes: 'viewport', fields: { rect: true, scroll: true } })
    if (!viewport?.rect || targets.length === 0) return
    const inView = edgesIn(viewport)
    const root = inView(viewport.rect, true)
    let relative = root
    for (const { selector: reference, margins } of references) {
      const edges = reference === undefined ? root : await edgesOf(find(reference, true), page, inView)
      if (edges) relative = intersection(relative, grown(edges, margins))
    }
    const answers = await host.measure({ page, nodes: targets, fields: { rect: true } })
    targets.forEach((node, index) => {
      const rect = answers[index]?.rect
      if (!rect) return
      const target = inView(rect)
      const common = intersection(target, relative)
      const ratio = areaOf(target) === 0 ? Number(contains(relative, target)) : areaOf(common) / areaOf(target)
      const before = ratios.get(node) ?? (Number(options.initialRatio ?? 0) || 0)
      ratios.set(node, ratio)
      if (!thresholds.some((threshold) => isPast(before, threshold) !== isPast(ratio, threshold))) return
      const element = program.node(node) as LiveElement | undefined
      emit({
        id: String(element?.attributes?.id ?? ''),
        intersectionRatio: ratio,
        intersectionRect: sized(common),
        boundingClientRect: sized(target),
        relativeRect: sized(relative),
        time: Date.now(),
        ...(options.dataset === true && { dataset: element ? datasetOf(element) : {} }),
      })
    })
  }

  async function edgesOf(nodes: number[], page: number, inView: (rect: Rect) => Edges): Promise<Edges | undefined> {
    const [answer] = nodes.length > 0 ? await host.measure({ page, nodes, fields: { rect: true } }) : []
    return answer?.rect && inView(answer.rect)
  }
  return observer
}

/** A threshold of 0 is crossed as soon as any part is visible. */
const isPast = (ratio: number, threshold: number) => (threshold === 0 ? ratio > 0 : ratio >= threshold)

/** Converts coordinates of the page to coordinates of its visible part. */
function edgesIn(viewport: NonNullable<LayoutAnswer[number]>) {
  const { left: x = 0, top: y = 0 } = viewport.scroll ?? {}
  return ({ left, top, width, height }: Rect, isViewport = false): Edges => {
    const [dx, dy] = isViewport ? [0, 0] : [x, y]
    return { left: left - dx, top: top - dy, right: left - dx + width, bottom: top - dy + height }
  }
}

function grown({ left, top, right, bottom }: Edges, margins: Margins): Edges {
  const by = (side: keyof Margins) => Number(margins?.[side] ?? 0) || 0
  return { left: left - by('left'), top: top - by('top'), right: right + by('right'), bottom: bottom + by('bottom') }
}

function intersection(one: Edges, other: Edges): Edges {
  const left = Math.max(one.left, other.left)
  const top = Math.max(one.top, other.top)
  const right = Math.min(one.right, other.right)
  const bottom = Math.min(one.bottom, other.bottom)
  return right < left || bottom < top ? { left: 0, top: 0, right: 0, bottom: 0 } : { left, top, right, bottom }
}

const areaOf = ({ left, top, right, bottom }: Edges) => (right - left) * (bottom - top)
const contains = (outer: Edges, inner: Edges) =>
  inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom
const sized = (edges: Edges) => ({ ...edges, width: edges.right - edges.left, height: edges.bottom - edges.top })
