import { isSaveError, SaveError } from '../../core/errors.ts'
import type { ImageType } from '../../core/types.ts'
import { formatValue } from '../../util/format.ts'
import { hexOf, load, type Steps, take } from './questions.ts'

/** Enough to tell an HTML page from any other text. */
const headLength = 512

type Format = (type: ImageType) => Steps

/** Each is loaded when the first image of its kind comes by. */
const formats: Record<ImageType, () => Promise<Format>> = {
  jpeg: async () => (await import('./jpeg.ts')).jpeg,
  png: async () => (await import('./png.ts')).png,
  gif: async () => (await import('./gif.ts')).gif,
  webp: async () => (await import('./webp.ts')).webp,
  heic: async () => (await import('./heif.ts')).heif,
  avif: async () => (await import('./heif.ts')).heif,
  bmp: async () => (await import('./bmp.ts')).bmp,
  tiff: async () => (await import('./tiff.ts')).tiff,
}
const loaded: { [Type in ImageType]?: Format } = {}

/** What every recognition does: find the format by its first bytes and follow it to the end. */
export function* imageSteps(name: string | undefined): Steps {
  try {
    const head = yield* take(0, headLength)
    const type = typeOf(head)
    if (!type) {
      const { looksLike } = yield* load(() => import('./looks-like.ts'))
      throw new SaveError('not-an-image', looksLike(head))
    }
    yield { info: { type } }
    loaded[type] ??= yield* load(formats[type])
    yield* loaded[type](type)
  } catch (error) {
    throw isSaveError(error)
      ? new SaveError(error.reason, `${name === undefined ? 'The image' : formatValue(name)} ${error.message}`)
      : error
  }
}

/** What kind of image starts like this. Signatures are written as hexadecimal digits, two for each byte. */
export function typeOf(head: Uint8Array): ImageType | undefined {
  const hex = hexOf(head.subarray(0, 18))
  if (/^ffd8ff/.test(hex)) return 'jpeg'
  if (/^89504e470d0a1a0a/.test(hex)) return 'png'
  if (/^474946383[79]61/.test(hex)) return 'gif'
  if (/^52494646.{8}57454250/.test(hex)) return 'webp'
  if (/^(49492[ab]00|4d4d002[ab])/.test(hex)) return 'tiff'
  // The two letters "BM" are no signature: the length of a header must follow in its place.
  if (/^424d.{24}(0c|[1-7].)000000/.test(hex)) return 'bmp'
  if (/^.{8}66747970/.test(hex)) return brandOf(head)
  return undefined
}

/**
 * By the file type's brand, not by the codec: what a container calls itself is what its extension says. The major brand
 * counts first, then the compatible ones, and the general ones only where none says more.
 */
function brandOf(head: Uint8Array): ImageType | undefined {
  const box = String.fromCharCode(...head.subarray(8, ((head[2] ?? 0) << 8) | (head[3] ?? 0)))
  const brands = (box.slice(0, 4) + box.slice(8)).match(/.{4}/gs) ?? []
  const exact = brands.find((brand) => /^(avi[fs]|hei[cxms]|hev[cxms])$/.test(brand))
  if (exact) return exact.startsWith('a') ? 'avif' : 'heic'
  return brands.some((brand) => /^(mif[12]|msf1|miaf)$/.test(brand)) ? 'heic' : undefined
}
