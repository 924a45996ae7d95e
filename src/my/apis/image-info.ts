import { identifyImage } from '../../image/identify.ts'
import { imageOrientation } from '../../image/orientation.ts'
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
  return { width, height, path, orientation: ORIENTATIONS[imageOrientation(type, bytes) - 1], type }
}
