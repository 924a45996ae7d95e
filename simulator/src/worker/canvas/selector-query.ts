import type { Surface } from './surfaces.ts'

export interface SelectorHost {
  /** The canvas of an `id` in the page's markup. */
  find(id: string): Surface | undefined
  /** The page asks for something of its markup that is not simulated. */
  missing(selector: string): void
}

type Listener = ((result: unknown) => void) | undefined

/**
 * `my.createSelectorQuery`, as far as pages use it to draw: `select('#board').node()` gives the canvas. There is no
 * layout here, so that everything else is `null`, as it is on a phone for what is not found.
 */
export function createSelectorQuery({ find, missing }: SelectorHost) {
  let selector = ''
  let isForAll = false
  const wanted: { readonly result: unknown; readonly listener: Listener }[] = []

  function want(answer: (surface: Surface) => object | null, listener?: Listener) {
    const surface = selector.startsWith('#') ? find(selector.slice(1)) : undefined
    if (!surface) missing(selector)
    const result = surface ? answer(surface) : null
    wanted.push({ result: isForAll && result ? [result] : result, listener })
    return query
  }
  const choose = (chosen: string, all = false) => {
    selector = chosen
    isForAll = all
    return query
  }
  const rectangle = ({ size: { width, height } }: Surface) => ({
    left: 0,
    top: 0,
    right: width,
    bottom: height,
    width,
    height,
  })

  const query = {
    in: () => query,
    select: (chosen: unknown) => choose(String(chosen)),
    selectAll: (chosen: unknown) => choose(String(chosen), true),
    selectViewport: () => choose('viewport'),
    node: (listener?: Listener) => want(({ canvas }) => ({ node: canvas }), listener),
    context: (listener?: Listener) => want(() => null, listener),
    scrollOffset: (listener?: Listener) => want(() => null, listener),
    boundingClientRect: (listener?: Listener) => want(rectangle, listener),
    fields: (fields: { node?: boolean; size?: boolean; rect?: boolean } = {}, listener?: Listener) =>
      want(
        (surface) => ({
          ...(fields.node && { node: surface.canvas }),
          ...((fields.size || fields.rect) && rectangle(surface)),
        }),
        listener,
      ),
    exec(done?: (results: unknown[]) => void) {
      setTimeout(() => {
        for (const { result, listener } of wanted) listener?.(result)
        done?.(wanted.map(({ result }) => result))
      })
    },
  }
  return query
}
