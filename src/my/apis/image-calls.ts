import { SaveError } from '../../core/errors.ts'
import type { ImageType } from '../../core/types.ts'
import { identifyImage } from '../../image/identify.ts'
import { imageOrientation } from '../../image/orientation.ts'
import { raceAbort } from '../../util/async.ts'
import { quote } from '../../util/format.ts'
import { type Context, invalidParameter, positiveNumber } from '../api.ts'
import type { Call, Input } from '../call.ts'
import { checkPath } from '../sources.ts'

/** The documented values of `type`. */
type DocumentedType = 'bmp' | 'gif' | 'heic' | 'hevc' | 'jpg' | 'png' | 'webp'

/** By EXIF orientation, starting with 1. */
export type Orientation =
  | 'up'
  | 'up-mirrored'
  | 'down'
  | 'down-mirrored'
  | 'left-mirrored'
  | 'right'
  | 'right-mirrored'
  | 'left'

const ORIENTATIONS: readonly Orientation[] = [
  'up',
  'up-mirrored',
  'down',
  'down-mirrored',
  'left-mirrored',
  'right',
  'right-mirrored',
  'left',
]

/** The implementation of `my.getImageInfo`, loaded when it is called. */
export async function getImageInfo({ src }: Input<'src'>, call: Call, context: Context): Promise<object> {
  const checked = await checkPath(src, 'src', context, { allowPackage: true })
  const download = () => context.files.receive(checked.source, call.signal)
  const path = checked.local ? checked.path : await context.limiter.run(download, call.signal)
  const bytes = await context.files.read(path)
  const read = (position: number, length: number) => bytes.subarray(position, position + length)
  const { type, width, height } = await identifyImage({ size: bytes.length, read })
  const orientation = ORIENTATIONS[imageOrientation(type, bytes) - 1]
  return { width, height, path, orientation, type: documentedType(type) }
}

const TYPES: { readonly [Type in ImageType]?: DocumentedType } = {
  bmp: 'bmp',
  gif: 'gif',
  heic: 'heic',
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
}

/** AVIF and TIFF can be saved, but this API is not documented to report them. */
function documentedType(type: ImageType): DocumentedType {
  const documented = TYPES[type]
  if (documented) return documented
  throw new SaveError(
    'not-an-image',
    `my.getImageInfo does not support ${type.toUpperCase()}: pass JPEG, PNG, GIF, WebP, BMP or HEIC.`,
    {
      details: { code: 'image-type-unsupported', api: 'getImageInfo', type: type.toUpperCase() },
    },
  )
}

/** The implementation of `my.previewImage`. */
export async function previewImage(
  { urls, current }: Input<'urls' | 'current'>,
  { signal }: Call,
  { screen }: Context,
): Promise<undefined> {
  const pictures: unknown[] = Array.isArray(urls) ? Array.from(urls) : []
  if (pictures.length === 0 || !pictures.every((url): url is string => typeof url === 'string' && url !== '')) {
    throw invalidParameter('my.previewImage: urls must be an array of at least one picture address.', {
      code: 'urls-invalid',
      api: 'previewImage',
    })
  }
  const wrong = pictures.find((url) => !/^https?:\/\//i.test(url))
  if (wrong !== undefined) {
    throw invalidParameter(
      `my.previewImage: ${quote(wrong)} cannot be shown: pass https://… or a file of the app; download a data: URL with my.downloadFile first.`,
      { code: 'picture-url-invalid', api: 'previewImage', url: quote(wrong) },
    )
  }
  const index = typeof current === 'string' ? pictures.indexOf(current) : Math.floor(positiveNumber(current, 0))
  const first = Math.min(Math.max(index, 0), pictures.length - 1)
  await raceAbort(screen.preview?.({ urls: pictures, current: first }), signal)
  return undefined
}
