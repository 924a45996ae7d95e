import type { SaveErrorDetails } from '../../core/error-details.ts'
import { SaveError } from '../../core/errors.ts'
import type { ImageType } from '../../core/types.ts'
import { quote } from '../../util/format.ts'
import { ascii, type Parser, Refusal, take, toHex, withLimits } from './parser.ts'

/** Long enough to recognise an HTML page. */
const SIGNATURE_LENGTH = 512

type Format = (type: ImageType, name: string | undefined) => Parser

/** Each parser is loaded with the first image of its type. */
const formats: { readonly [Type in ImageType]: () => Promise<Format> } = {
  jpeg: async () => (await import('./jpeg.ts')).jpeg,
  png: async () => (await import('./png.ts')).png,
  gif: async () => (await import('./gif.ts')).gif,
  webp: async () => (await import('./webp.ts')).webp,
  heic: async () => (await import('./heif.ts')).heif,
  avif: async () => (await import('./heif.ts')).heif,
  bmp: async () => (await import('./bmp.ts')).bmp,
  tiff: async () => (await import('./tiff.ts')).tiff,
}
const FORMAT_NAMES: { readonly [Type in ImageType]: string } = {
  jpeg: 'JPEG',
  png: 'PNG',
  gif: 'GIF',
  webp: 'WebP',
  heic: 'HEIC',
  avif: 'AVIF',
  bmp: 'BMP',
  tiff: 'TIFF',
}
const loaded: { [Type in ImageType]?: Format } = {}

/**
 * Identifies an image: finds its format by the first bytes and follows that to its end. Throws a `SaveError` unless the
 * image is whole.
 * @param name the name for messages
 */
export function* parseImage(name: string | undefined, signal: AbortSignal | undefined): Parser {
  let type: ImageType | undefined
  try {
    const head = yield* take(0, SIGNATURE_LENGTH)
    type = typeOf(head)
    if (!type) {
      const { refuseOtherFormat } = yield* load(() => import('./other-formats.ts'))
      return refuseOtherFormat(head)
    }
    yield { info: { type } }
    const format = loaded[type] ?? (yield* load(formats[type]))
    loaded[type] = format
    yield* withLimits(format(type, name), type, signal)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const image = name === undefined ? undefined : quote(name)
    const format = FORMAT_NAMES[type as ImageType]
    throw new SaveError('not-an-image', `${image ?? 'The image'} ${error.message.replace('%s', format)}`, {
      details: { ...error.details, image, format } as SaveErrorDetails,
    })
  }
}

function* load<Module>(module: () => Promise<Module>): Parser<Module> {
  return (yield { wait: module }) as Module
}

/** The type by the first bytes. Signatures are written in hexadecimal digits, two for each byte. */
export function typeOf(head: Uint8Array): ImageType | undefined {
  const hex = toHex(head.subarray(0, 18))
  if (/^ffd8ff/.test(hex)) return 'jpeg'
  if (/^89504e470d0a1a0a/.test(hex)) return 'png'
  if (/^474946383[79]61/.test(hex)) return 'gif'
  if (/^52494646.{8}57454250/.test(hex)) return 'webp'
  if (/^(49492[ab]00|4d4d002[ab])/.test(hex)) return 'tiff'
  // The letters "BM" alone could be text: a valid header length must follow.
  if (/^424d.{24}(0c|[1-7].)000000/.test(hex)) return 'bmp'
  if (/^.{8}66747970/.test(hex)) return typeOfBrand(head)
  return undefined
}

/**
 * By the brand of the file, not by its codec, because extensions follow the brand. The major brand comes first, then the
 * compatible ones; the general brands count only if there is no other.
 */
function typeOfBrand(head: Uint8Array): ImageType | undefined {
  const box = ascii(head.subarray(8, ((head[2] ?? 0) << 8) | (head[3] ?? 0)))
  // A file in the short form ("mif3") has its codec's brand where others have a version.
  const brands = (box.startsWith('mif3') ? box : box.slice(0, 4) + box.slice(8)).match(/.{4}/gs) ?? []
  const exact = brands.find((brand) => /^(avi[fs]|hei[cxms]|hev[cxms])$/.test(brand))
  if (exact) return exact.startsWith('a') ? 'avif' : 'heic'
  return brands.some((brand) => /^(mif[123]|msf1|miaf)$/.test(brand)) ? 'heic' : undefined
}
