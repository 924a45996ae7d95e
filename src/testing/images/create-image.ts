import type { ImageType } from '../../core/types.ts'
import { checkType, tinyImage } from '../fixtures.ts'
import { bmp } from './bmp.ts'
import { ascii, big } from './bytes.ts'
import { gif } from './gif.ts'
import { jpeg } from './jpeg.ts'
import { png } from './png.ts'
import { tiff } from './tiff.ts'
import { webp } from './webp.ts'

export interface ImageOptions {
  /** In pixels. 64 unless told otherwise. */
  readonly width?: number
  /** In pixels. 48 unless told otherwise. */
  readonly height?: number
  /** EXIF orientation, 1 to 8. JPEG, PNG, WebP and TIFF have it. 1 unless told otherwise. */
  readonly orientation?: number
  /** More than one make an animation. GIF, PNG and WebP have them. 1 unless told otherwise. */
  readonly frames?: number
}

const MAKERS = { jpeg, png, gif, webp, bmp, tiff, heic: boxed('heic'), avif: boxed('avif') }
const ORIENTED: readonly ImageType[] = ['jpeg', 'png', 'webp', 'tiff']
const ANIMATED: readonly ImageType[] = ['gif', 'png', 'webp']

/**
 * A whole image of one colour in any size, as few bytes as it takes. HEIC and AVIF: their header tells the size; the
 * picture inside stays three by two pixels.
 */
export function createImage(type: ImageType, options: ImageOptions = {}): Uint8Array {
  checkType(type)
  const { width = 64, height = 48, orientation = 1, frames = 1 } = options
  for (const [name, value] of Object.entries({ width, height })) inRange(name, value, 16383)
  inRange('orientation', orientation, 8)
  inRange('frames', frames, 1000)
  if (orientation > 1) listed(type, ORIENTED, 'an EXIF orientation')
  if (frames > 1) listed(type, ANIMATED, 'frames')
  return MAKERS[type]({ width, height, orientation, frames })
}

function inRange(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return
  throw new RangeError(`The ${name} of an image here is a whole number from 1 to ${most}, not ${value}.`)
}

function listed(type: ImageType, types: readonly ImageType[], what: string): void {
  if (!types.includes(type)) throw new RangeError(`${type} cannot have ${what} here: use ${types.join(', ')}.`)
}

/** HEIC and AVIF tell their size in a box named `ispe`. */
function boxed(type: 'heic' | 'avif') {
  return ({ width, height }: Required<ImageOptions>): Uint8Array => {
    const bytes = tinyImage(type)
    const name = ascii('ispe')
    const at = bytes.findIndex((_, index) => name.every((byte, offset) => bytes[index + offset] === byte))
    bytes.set(big(4, width, height), at + 8)
    return bytes
  }
}
