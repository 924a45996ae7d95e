import type { ImageType } from '../core/types.ts'
import { identifyImage } from '../image/identify.ts'
import type { Call, Input } from './call.ts'
import { checkPath, sourceOf } from './file-path.ts'
import type { Parts } from './parts.ts'

/** By EXIF orientation, from 1. */
const ORIENTATIONS = [
  'up',
  'up-mirrored',
  'down',
  'down-mirrored',
  'left-mirrored',
  'right',
  'right-mirrored',
  'left',
] as const

export type Orientation = (typeof ORIENTATIONS)[number]

/** What `my.getImageInfo` does, loaded when it is called. */
export async function lookAt({ src }: Input<'src'>, call: Call, parts: Parts): Promise<object> {
  const checked = await checkPath(src, 'src', parts)
  const fetched = () => parts.files.receive(sourceOf(checked, parts), call.signal)
  const path = checked.local ? checked.path : await parts.slots(fetched)
  const bytes = await parts.files.read(path)
  const read = (position: number, length: number) => bytes.subarray(position, position + length)
  const { type, width, height } = await identifyImage({ size: bytes.length, read })
  return { width, height, path, orientation: ORIENTATIONS[(await orientationOf(type, bytes)) - 1], type }
}

async function orientationOf(type: ImageType, bytes: Uint8Array): Promise<number> {
  if (type === 'heic' || type === 'avif') return (await import('../image/heif-orientation.ts')).heifOrientation(bytes)
  return (await import('../image/exif-orientation.ts')).exifOrientation(type, bytes)
}
