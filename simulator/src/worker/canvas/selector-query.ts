import type { AppCanvas } from './offscreen.ts'

export interface SelectorHost {
  /** The canvas of an `id` in the page's markup. */
  find(id: string): AppCanvas | undefined
  /** What was drawn onto it by now is to be seen. */
  present(canvas: AppCanvas): void
  /** The page asks for something of its markup that is not simulated. */
  missing(selector: string): void
}

type Listener = ((result: unknown) => void) | undefined

/**
 * `my.createSelectorQuery`, as far as pages use it to draw: `select('#board').node()` gives the canvas. There is no
 * layout here, so that everything else is `null`, as it is on a phone for what is not found.
 */
export function createSelectorQuery({ find, present, missing }: SelectorHost) {
  let selector = ''
  const wanted: { readonly canvas: AppCanvas | undefined; readonly result: unknown; readonly listener: Listener }[] = []

  function want(answer: (canvas: AppCanvas) => object | null, listener?: Listener) {
    const canvas = selector.startsWith('#') ? find(selector.slice(1)) : undefined
    if (!canvas) missing(selector)
    wanted.push({ canvas, result: canvas ? answer(canvas) : null, listener })
    return query
  }
  const choose = (chosen: string) => {
    selector = chosen
    return query
  }
  const rectangle = ({ width, height }: AppCanvas) => ({ left: 0, top: 0, right: width, bottom: height, width, height })

  const query = {
    in: () => query,
    select: (chosen: unknown) => choose(String(chosen)),
    selectAll: (chosen: unknown) => choose(String(chosen)),
    selectViewport: () => choose('viewport'),
    node: (listener?: Listener) => want((node) => ({ node }), listener),
    context: (listener?: Listener) => want(() => null, listener),
    scrollOffset: (listener?: Listener) => want(() => null, listener),
    boundingClientRect: (listener?: Listener) => want(rectangle, listener),
    fields: (fields: { node?: boolean; size?: boolean; rect?: boolean } = {}, listener?: Listener) =>
      want(
        (node) => ({ ...(fields.node && { node }), ...((fields.size || fields.rect) && rectangle(node)) }),
        listener,
      ),
    exec(done?: (results: unknown[]) => void) {
      setTimeout(() => {
        for (const { result, listener } of wanted) listener?.(result)
        done?.(wanted.map(({ result }) => result))
        for (const { canvas } of wanted) if (canvas) present(canvas)
      })
    },
  }
  return query
}
