import { SaveError } from '../core/errors.ts'
import type { Source } from '../core/types.ts'
import { aString, checkOptions, formatValue, oneOf, type Rule } from '../core/validation.ts'
import { blob } from './blob.ts'

export interface CanvasOptions {
  /**
   * The name of the photo. Its extension is replaced by the right one.
   * @default IMG_YYYYMMDD_HHMMSS
   */
  readonly name?: string
  /**
   * The format to encode. A browser that cannot encode it makes a PNG instead.
   * @default 'png'
   */
  readonly type?: 'jpeg' | 'png' | 'webp'
  /**
   * The quality of a JPEG or WebP, from 0 to 1.
   * @default the browser's own
   */
  readonly quality?: number
}

const quality: Rule = {
  accepts: (value) => typeof value === 'number' && value >= 0 && value <= 1,
  expected: 'a number from 0 to 1',
}

/** What a page has drawn: a `<canvas>`, an `OffscreenCanvas` or an `ImageBitmap`. It is encoded when the save begins. */
export function canvas(drawing: HTMLCanvasElement | OffscreenCanvas | ImageBitmap, options?: CanvasOptions): Source {
  checkOptions('canvas', options, { name: aString, type: oneOf('jpeg', 'png', 'webp'), quality })
  const { name, type = 'png', quality: level } = options ?? {}
  return {
    open: async (signal) => {
      const encoded = await encode(drawing, `image/${type}`, level)
      return blob(encoded, { name }).open(signal)
    },
  }
}

async function encode(drawing: HTMLCanvasElement | OffscreenCanvas | ImageBitmap, type: string, quality?: number) {
  try {
    const surface = 'getContext' in Object(drawing) ? (drawing as HTMLCanvasElement | OffscreenCanvas) : draw(drawing)
    const encoded =
      'convertToBlob' in surface
        ? await surface.convertToBlob({ type, quality })
        : await new Promise<Blob | null>((resolve) => surface.toBlob(resolve, type, quality))
    if (encoded) return encoded
  } catch (cause) {
    if ((cause as Error).name !== 'SecurityError') throw notDrawn(drawing, cause)
    throw new SaveError(
      'unsupported-path',
      'The canvas shows an image of another origin, so the browser does not let the page read it. Load that image with crossOrigin = "anonymous".',
      { cause, details: { code: 'canvas-tainted' } },
    )
  }
  throw notDrawn(drawing)
}

function draw(bitmap: { readonly width: number; readonly height: number }): HTMLCanvasElement | OffscreenCanvas {
  const { width, height } = bitmap
  const surface =
    typeof OffscreenCanvas === 'function'
      ? new OffscreenCanvas(width, height)
      : Object.assign(document.createElement('canvas'), { width, height })
  const context = surface.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null
  if (!context) throw new TypeError('The browser has no 2D context.')
  context.drawImage(bitmap as ImageBitmap, 0, 0)
  return surface
}

function notDrawn(drawing: unknown, cause?: unknown): SaveError {
  const { width, height } = Object(drawing) as { width?: unknown; height?: unknown }
  const size = typeof width === 'number' && typeof height === 'number' ? `${width} × ${height} pixels` : undefined
  const what = size ? `This canvas of ${size} cannot be encoded` : `The canvas is ${formatValue(drawing)}`
  const remedy = size
    ? 'Give it a width and a height that the browser supports'
    : 'Pass a <canvas>, an OffscreenCanvas or an ImageBitmap'
  return new SaveError('unsupported-path', `${what}. ${remedy}.`, {
    cause,
    details: { code: 'canvas-not-encoded', size, value: formatValue(drawing) },
  })
}
