import type { Graphics } from './graphics.ts'

/** An area of a canvas, in px. */
interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Export {
  readonly area: Area
  readonly width: number
  readonly height: number
  readonly type: 'image/png' | 'image/jpeg'
  /** From 0 to 1. Only used for JPEG. */
  readonly quality: number
}

/** Encodes an area of a canvas as an image file. Throws if no image of this size can be created. */
export async function exportImage(
  graphics: Graphics,
  canvas: OffscreenCanvas,
  { area, width, height, type, quality }: Export,
): Promise<Blob> {
  const target = new graphics.OffscreenCanvas(width, height)
  const context = target.getContext('2d')!
  if (type === 'image/jpeg') {
    // JPEG has no transparency. Phones use a white background, not black.
    context.fillStyle = '#fff'
    context.fillRect(0, 0, width, height)
  }
  context.drawImage(canvas, area.x, area.y, area.width, area.height, 0, 0, width, height)
  return await target.convertToBlob({ type, quality })
}

/** The options of `canvasToTempFilePath` and `toTempFilePath`. A number out of range is treated as absent. */
export const EXPORT_OPTIONS = ['x', 'y', 'width', 'height', 'destWidth', 'destHeight', 'fileType', 'quality'] as const

export function readExport(options: { readonly [name: string]: unknown }, canvas: OffscreenCanvas): Export {
  const number = (name: string, byDefault: number, min: number): number => {
    const value = options[name]
    return typeof value === 'number' && Number.isFinite(value) && value >= min ? value : byDefault
  }
  const x = number('x', 0, 0)
  const y = number('y', 0, 0)
  const area = { x, y, width: number('width', canvas.width - x, 1), height: number('height', canvas.height - y, 1) }
  return {
    area,
    width: Math.round(number('destWidth', area.width, 1)),
    height: Math.round(number('destHeight', area.height, 1)),
    type: /^jpe?g$/i.test(String(options.fileType)) ? 'image/jpeg' : 'image/png',
    quality: Math.min(1, number('quality', 1, Number.MIN_VALUE)),
  }
}
