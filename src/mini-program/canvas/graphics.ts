/** The drawing classes: those of the browser, or of a package with the same interface. */
export interface Graphics {
  readonly OffscreenCanvas: new (width: number, height: number) => OffscreenCanvas
  readonly ImageData: new (pixels: Uint8ClampedArray<ArrayBuffer>, width: number, height: number) => ImageData
  /** Decodes an image. Rejects if it cannot be decoded. */
  decode(image: Blob): Promise<ImageBitmap>
  requestAnimationFrame(callback: (timestamp: number) => void): number
  cancelAnimationFrame(request: number): void
}

/** Formats the values and positions in messages about drawings. */
export interface Wording {
  /** Formats a value on one line, as a console does. */
  inspect(value: unknown): string
  /** The current call stack in the app's own files, one line for each call. */
  where(): readonly string[]
}
