import { CanvasImage } from './canvas-image.ts'
import type { Graphics } from './graphics.ts'
import type { LoadPicture } from './pictures.ts'

/** What a canvas needs from the phone. */
export interface AppCanvasHost {
  readonly graphics: Graphics
  readonly load: LoadPicture
  /** The app accessed an API that is not simulated. */
  missingApi(name: string): void
}

/** The exports of a standard `OffscreenCanvas`, which a canvas of a mini-program does not have. */
const STANDARD_EXPORTS = ['convertToBlob', 'transferToImageBitmap', 'toDataURL']

/** A canvas of an app: the standard one with what mini-programs add to it, and without what phones do not have. */
export interface AppCanvas extends OffscreenCanvas {
  readonly isOffscreen: boolean
  createImage(): CanvasImage
}

/** `painted` is called after every drawing operation. Without it, the canvas is not on the page. */
type AppCanvasClass = new (width: number, height: number, painted?: () => void) => AppCanvas

export function defineAppCanvas({ graphics, load, missingApi }: AppCanvasHost): AppCanvasClass {
  return class extends graphics.OffscreenCanvas implements AppCanvas {
    readonly isOffscreen: boolean
    readonly #painted: () => void
    #patched = false

    constructor(width: number, height: number, painted?: () => void) {
      super(width, height)
      this.isOffscreen = painted === undefined
      this.#painted = painted ?? (() => {})
      const kind = this.isOffscreen ? 'OffscreenCanvas' : 'Canvas'
      for (const name of this.isOffscreen ? [...STANDARD_EXPORTS, 'toTempFilePath'] : STANDARD_EXPORTS) {
        Object.defineProperty(this, name, { get: () => void missingApi(`${kind}.${name}`), configurable: true })
      }
    }

    createImage(): CanvasImage {
      return new CanvasImage(load)
    }

    requestAnimationFrame(callback: (timestamp: number) => void): number {
      return graphics.requestAnimationFrame(callback)
    }

    cancelAnimationFrame(request: number): void {
      graphics.cancelAnimationFrame(request)
    }

    override getContext(type: 'bitmaprenderer', options?: unknown): ImageBitmapRenderingContext | null
    override getContext(type: 'webgl', options?: unknown): WebGLRenderingContext | null
    override getContext(type: 'webgl2', options?: unknown): WebGL2RenderingContext | null
    override getContext(type: '2d', options?: unknown): OffscreenCanvasRenderingContext2D | null
    override getContext(type: OffscreenRenderingContextId, options?: unknown): OffscreenRenderingContext | null {
      const context = super.getContext(type as '2d', options)
      if (context && !this.#patched) {
        this.#patched = true
        if (type === '2d') acceptCanvasImages(context)
        callAfterPainting(context, this.#painted)
      }
      return context
    }
  }
}

/** Lets the standard context draw a `CanvasImage`. */
function acceptCanvasImages(context: OffscreenCanvasRenderingContext2D): void {
  const drawable = (source: unknown) => (source instanceof CanvasImage ? source.bitmap : source)
  const { drawImage, createPattern } = context
  const draw = drawImage as (...args: unknown[]) => void
  context.drawImage = (source: unknown, ...place: unknown[]) => {
    // As on a web page, an image that has not loaded draws nothing.
    if (source instanceof CanvasImage && !source.bitmap) return
    draw.call(context, drawable(source), ...place)
  }
  context.createPattern = (source, repetition) =>
    createPattern.call(context, drawable(source) as ImageBitmap, repetition)
}

/** The drawing methods of `2d` and WebGL contexts. */
const DRAWING_METHODS = [
  ...['clearRect', 'drawImage', 'fill', 'fillRect', 'fillText', 'putImageData', 'reset', 'stroke'],
  ...['strokeRect', 'strokeText', 'clear', 'drawArrays', 'drawElements'],
]

/** A canvas in a worker has no change event, so the drawing methods are wrapped. */
function callAfterPainting(context: object, painted: () => void): void {
  const methods = context as Record<string, unknown>
  for (const name of DRAWING_METHODS) {
    const paint = methods[name]
    if (typeof paint !== 'function') continue
    methods[name] = (...args: unknown[]) => {
      paint.apply(context, args)
      painted()
    }
  }
}
