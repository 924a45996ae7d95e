import { callApp } from '../../my/call.ts'
import type { LoadPicture } from './pictures.ts'

/** The image of `canvas.createImage()`. It loads when its `src` is set. */
export class CanvasImage {
  onload?: () => void
  onerror?: (error: { errorMessage: string }) => void
  bitmap: ImageBitmap | undefined
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

  set src(value: string) {
    const src = String(value)
    this.#src = src
    this.bitmap = undefined
    this.complete = false
    const settle = (bitmap: ImageBitmap | undefined, notify: () => void) => {
      if (src !== this.#src) return
      this.bitmap = bitmap
      this.complete = true
      callApp(notify, undefined)
    }
    this.#load(src).then(
      (bitmap) => settle(bitmap, () => this.onload?.()),
      ({ message }: Error) => settle(undefined, () => this.onerror?.({ errorMessage: message })),
    )
  }
}
