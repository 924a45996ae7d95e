import type { LoadPicture } from './pictures.ts'

/** A picture of `canvas.createImage()`: it is fetched when its `src` is set. */
export class CanvasImage {
  onload?: () => void
  onerror?: (error: unknown) => void
  bitmap?: ImageBitmap
  complete = false
  readonly #load: LoadPicture
  #src = ''

  constructor(load: LoadPicture) {
    this.#load = load
  }

  get width(): number {
    return this.bitmap?.width ?? 0
  }

  get height(): number {
    return this.bitmap?.height ?? 0
  }

  get src(): string {
    return this.#src
  }

  set src(src: string) {
    this.#src = src
    void this.#load(src).then((bitmap) => {
      if (src !== this.#src) return
      this.complete = true
      if (bitmap) this.bitmap = bitmap
      if (bitmap) this.onload?.()
      else this.onerror?.({ errorMessage: `${src} could not be loaded` })
    })
  }
}

/** What a canvas needs of the phone. */
export interface CanvasNeeds {
  readonly load: LoadPicture
  /** The app asks for something that is not simulated. */
  missingApi(name: string): void
}

/** A canvas as `my.createOffscreenCanvas` gives it: the standard one, and what mini-programs add to it. */
export class AppCanvas extends OffscreenCanvas {
  readonly #needs: CanvasNeeds
  #patched = false

  constructor(width: number, height: number, needs: CanvasNeeds) {
    super(width, height)
    this.#needs = needs
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
    if (type === '2d' && context && !this.#patched) {
      this.#patched = true
      takeCanvasImages(context)
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
    const picture = drawable(source)
    if (picture !== undefined) draw.call(context, picture, ...place)
  }
  context.createPattern = (source, repetition) =>
    createPattern.call(context, drawable(source) as ImageBitmap, repetition)
}
