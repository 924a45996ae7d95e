import { SaveError } from '../../core/errors.ts'
import type { ImageType } from '../../core/types.ts'
import { identifyImage } from '../../image/identify.ts'
import { imageOrientation } from '../../image/orientation.ts'
import type { Context } from '../api.ts'
import type { Call, Input } from '../call.ts'
import { checkPath, sourceOf } from '../sources.ts'
import type { DocumentedType, Orientation } from './image.ts'

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
  const download = () => context.files.receive(sourceOf(checked, context), call.signal)
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

/** AVIF and TIFF can be saved, but are not among the types that this API is documented to report. */
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
