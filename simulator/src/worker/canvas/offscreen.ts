import { CanvasImage } from './canvas-image.ts'
import type { LoadPicture } from './pictures.ts'

/** What a canvas needs of the phone. */
export interface CanvasNeeds {
  readonly load: LoadPicture
  /** The app asks for something that is not simulated. */
  missingApi(name: string): void
}

/** A canvas as `my.createOffscreenCanvas` gives it: the standard one, and what mini-programs add to it. */
export class AppCanvas extends OffscreenCanvas {
  readonly #needs: CanvasNeeds
  readonly #painted: () => void
  #patched = false

  /** `painted` is called after whatever paints. */
  constructor(width: number, height: number, needs: CanvasNeeds, painted: () => void = () => {}) {
    super(width, height)
    this.#needs = needs
    this.#painted = painted
  }

  /** A worker has no way to encode a picture at once. */
  get toDataURL(): undefined {
    this.#needs.missingApi('Canvas.toDataURL')
    return undefined
  }

  createImage(): CanvasImage {
    return new CanvasImage(this.#needs.load)
  }

  requestAnimationFrame(callback: (timestamp: number) => void): number {
    return self.requestAnimationFrame(callback)
  }

  cancelAnimationFrame(request: number): void {
    self.cancelAnimationFrame(request)
  }

  override getContext(type: 'bitmaprenderer', options?: unknown): ImageBitmapRenderingContext | null
  override getContext(type: 'webgl', options?: unknown): WebGLRenderingContext | null
  override getContext(type: 'webgl2', options?: unknown): WebGL2RenderingContext | null
  override getContext(type: '2d', options?: unknown): OffscreenCanvasRenderingContext2D | null
  override getContext(type: OffscreenRenderingContextId, options?: unknown): OffscreenRenderingContext | null {
    const context = super.getContext(type as '2d', options)
    if (context && !this.#patched) {
      this.#patched = true
      if (type === '2d') takeCanvasImages(context)
      tellPainting(context, this.#painted)
    }
    return context
  }
}

/** The standard context knows nothing of a `CanvasImage`. */
function takeCanvasImages(context: OffscreenCanvasRenderingContext2D): void {
  const drawable = (source: unknown) => (source instanceof CanvasImage ? source.bitmap : source)
  const { drawImage, createPattern } = context
  const draw = drawImage as (...args: unknown[]) => void
  context.drawImage = (source: unknown, ...place: unknown[]) => {
    // As in a page, what has not come yet draws nothing.
    if (source instanceof CanvasImage && !source.bitmap) return
    draw.call(context, drawable(source), ...place)
  }
  context.createPattern = (source, repetition) =>
    createPattern.call(context, drawable(source) as ImageBitmap, repetition)
}

/** What paints: of a `2d` context, and of those of WebGL. */
const PAINTERS = [
  ...['clearRect', 'drawImage', 'fill', 'fillRect', 'fillText', 'putImageData', 'reset', 'stroke'],
  ...['strokeRect', 'strokeText', 'clear', 'drawArrays', 'drawElements'],
]

/** Nothing of a canvas in a worker tells that it has changed. */
function tellPainting(context: object, painted: () => void): void {
  const methods = context as Record<string, unknown>
  for (const name of PAINTERS) {
    const paint = methods[name]
    if (typeof paint !== 'function') continue
    methods[name] = (...args: unknown[]) => {
      paint.apply(context, args)
      painted()
    }
  }
}
