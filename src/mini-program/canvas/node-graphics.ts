import type { Graphics } from './graphics.ts'

/** The package that draws on Node. It is large, so users who draw there install it. */
export const CANVAS_PACKAGE = '@napi-rs/canvas'

/** Loads the drawing package. Resolves with `undefined` if it is not installed. */
export async function loadNodeGraphics(): Promise<Graphics | undefined> {
  let canvas: typeof import('@napi-rs/canvas')
  try {
    canvas = await import('@napi-rs/canvas')
  } catch (cause) {
    if (/MODULE_NOT_FOUND$/.test(String((cause as { code?: unknown }).code))) return undefined
    throw cause
  }
  return {
    // Its canvas has the used members of an OffscreenCanvas, and its images the used members of an ImageBitmap.
    OffscreenCanvas: canvas.createCanvas(1, 1).constructor as unknown as Graphics['OffscreenCanvas'],
    ImageData: canvas.ImageData as unknown as Graphics['ImageData'],
    async decode(image) {
      return (await canvas.loadImage(Buffer.from(await image.arrayBuffer()))) as unknown as ImageBitmap
    },
    requestAnimationFrame: (callback) => Number(setTimeout(() => callback(performance.now()), 16).unref()),
    cancelAnimationFrame: (request) => clearTimeout(request),
  }
}
