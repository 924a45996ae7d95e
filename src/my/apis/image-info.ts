import type { ImageType } from '../../core/types.ts'
import { identifyImage } from '../../image/identify.ts'
import type { Context } from '../api.ts'
import type { Call, Input } from '../call.ts'
import { checkPath, sourceOf } from '../sources.ts'
import type { Orientation } from './image.ts'

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
  const checked = await checkPath(src, 'src', context)
  const download = () => context.files.receive(sourceOf(checked, context), call.signal)
  const path = checked.local ? checked.path : await context.limiter.run(download, call.signal)
  const bytes = await context.files.read(path)
  const read = (position: number, length: number) => bytes.subarray(position, position + length)
  const { type, width, height } = await identifyImage({ size: bytes.length, read })
  return { width, height, path, orientation: ORIENTATIONS[(await orientationOf(type, bytes)) - 1], type }
}

async function orientationOf(type: ImageType, bytes: Uint8Array): Promise<number> {
  if (type === 'heic' || type === 'avif')
    return (await import('../../image/heif-orientation.ts')).heifOrientation(bytes)
  return (await import('../../image/exif-orientation.ts')).exifOrientation(type, bytes)
}
