import type { ImageType } from '../../core/types.ts'
import { ascii, big, join } from './bytes.ts'
import { bmp, gif, type ImageOptions, jpeg, png, tiff, webp } from './encoders.ts'
import { checkType, tinyImage } from './tiny-images.ts'

const ENCODERS = { jpeg, png, gif, webp, bmp, tiff, heic: boxed('heic'), avif: boxed('avif') }
const ORIENTED: readonly ImageType[] = ['jpeg', 'png', 'webp', 'tiff']
const ANIMATED: readonly ImageType[] = ['gif', 'png', 'webp']

/**
 * Creates a complete image of one colour and any size, in as few bytes as possible. For HEIC and AVIF only the header has that
 * size; the picture inside stays 3 × 2 pixels.
 * @throws RangeError if the type is unknown or an option is out of range
 */
export function createImage(type: ImageType, options: ImageOptions = {}): Uint8Array {
  checkType(type)
  const { width = 64, height = 48, orientation = 1, frames = 1 } = options
  for (const [name, value] of Object.entries({ width, height })) checkRange(name, value, 16383)
  checkRange('orientation', orientation, 8)
  checkRange('frames', frames, 1000)
  if (orientation > 1) checkSupport(type, ORIENTED, 'an EXIF orientation')
  if (frames > 1) checkSupport(type, ANIMATED, 'frames')
  return ENCODERS[type]({ width, height, orientation, frames })
}

function checkRange(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return
  throw new RangeError(`createImage: ${name} is ${value}. Pass a whole number from 1 to ${most}.`)
}

function checkSupport(type: ImageType, types: readonly ImageType[], what: string): void {
  if (!types.includes(type))
    throw new RangeError(`createImage cannot make a ${type} with ${what}. Use ${types.join(', ')}.`)
}

/** HEIC and AVIF store their dimensions in a box named `ispe`. */
function boxed(type: 'heic' | 'avif') {
  return ({ width, height }: Required<ImageOptions>): Uint8Array => {
    const bytes = tinyImage(type)
    const name = ascii('ispe')
    const at = bytes.findIndex((_, index) => name.every((byte, offset) => bytes[index + offset] === byte))
    bytes.set(big(4, width, height), at + 8)
    return bytes
  }
}

/** Files that are not complete images, as apps encounter them. */
const BROKEN = {
  /** No bytes at all. */
  empty: () => new Uint8Array(),
  /** A JPEG whose download was cut off. */
  cut: () => createImage('jpeg', { width: 640, height: 480 }).slice(0, -100),
  /** The first bytes of a PNG. */
  head: () => createImage('png').slice(0, 20),
  /** An error page that a server sends with status 200. */
  html: () => text('<!doctype html><title>404</title><p>Not found'),
  json: () => text('{"error":"expired"}'),
  /** Browsers display SVG, but albums do not accept it. */
  svg: () => text('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>'),
  video: () => join(big(4, 20), ascii('ftypmp42\0\0\0\0isom'), big(4, 16), ascii('mdat\0\0\0\0\0\0\0\0')),
}

export type BrokenKind = keyof typeof BROKEN

export const brokenKinds = /* @__PURE__ */ Object.keys(BROKEN) as readonly BrokenKind[]

/**
 * Bytes that every album refuses (C28). Each call returns a new copy.
 * @throws RangeError if the kind is unknown
 */
export function brokenImage(kind: BrokenKind): Uint8Array {
  if (!Object.hasOwn(BROKEN, kind)) {
    throw new RangeError(`brokenImage: unknown kind "${kind}". Pass one of ${brokenKinds.join(', ')}.`)
  }
  return BROKEN[kind]()
}

function text(content: string): Uint8Array {
  return Uint8Array.from(ascii(content))
}
