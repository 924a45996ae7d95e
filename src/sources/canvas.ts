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
      checkDrawing(drawing)
      const encoded = await encode(drawing, `image/${type}`, level)
      return blob(encoded, { name }).open(signal)
    },
  }
}

/** It may be of any window or frame, so not with `instanceof`. An `<img>` would be encoded again, and lose its EXIF data. */
function checkDrawing(drawing: unknown): void {
  if ('getContext' in Object(drawing)) return
  const kind = Object.prototype.toString.call(drawing).slice('[object '.length, -1)
  const isBitmap = kind === 'ImageBitmap'
  if (isBitmap && (drawing as ImageBitmap).width > 0) return
  const problem = isBitmap ? 'closed' : kind === 'HTMLImageElement' ? 'image' : 'other'
  const value = formatValue(drawing)
  const sentence = {
    closed: 'The ImageBitmap was closed. Close it after it is saved.',
    image: 'The canvas is an <img>. Save its file as it is: use network(image.src) in place of canvas(image).',
    other: `The canvas is ${value}. Pass a <canvas>, an OffscreenCanvas or an ImageBitmap.`,
  }[problem]
  throw new SaveError('unsupported-path', sentence, { details: { code: 'canvas-invalid', problem, value } })
}

async function encode(drawing: HTMLCanvasElement | OffscreenCanvas | ImageBitmap, type: string, quality?: number) {
  try {
    const surface = 'getContext' in drawing ? drawing : draw(drawing)
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

function draw(bitmap: ImageBitmap): HTMLCanvasElement | OffscreenCanvas {
  const { width, height } = bitmap
  const surface =
    typeof OffscreenCanvas === 'function'
      ? new OffscreenCanvas(width, height)
      : Object.assign(document.createElement('canvas'), { width, height })
  const context = surface.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D | null
  if (!context) throw new TypeError('The browser has no 2D context.')
  context.drawImage(bitmap, 0, 0)
  return surface
}

function notDrawn({ width, height }: { readonly width: number; readonly height: number }, cause?: unknown): SaveError {
  return new SaveError(
    'unsupported-path',
    `This canvas of ${width} × ${height} pixels cannot be encoded. Draw on it first, and give it a width and a height that the browser supports.`,
    { cause, details: { code: 'canvas-not-encoded', width, height } },
  )
}
