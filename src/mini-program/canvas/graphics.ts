/** What draws: the classes of a browser, or those of a package that works like one. */
export interface Graphics {
  readonly OffscreenCanvas: new (width: number, height: number) => OffscreenCanvas
  readonly ImageData: new (pixels: Uint8ClampedArray<ArrayBuffer>, width: number, height: number) => ImageData
  /** Decodes an image. Rejects if it cannot be decoded. */
  decode(image: Blob): Promise<ImageBitmap>
  requestAnimationFrame(callback: (timestamp: number) => void): number
  cancelAnimationFrame(request: number): void
}

/** How drawings are described in messages. */
export interface Wording {
  /** A value as a console shows it, on one line. */
  inspect(value: unknown): string
  /** Where in the app's own files the running code is, one line per call. */
  where(): readonly string[]
}
