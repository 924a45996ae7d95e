import { recognise } from '../image/recognise-later.ts'
import type { ImageType } from '../types.ts'
import type { AsyncApi } from './call.ts'
import { checkPath, sourceOf } from './file-path.ts'
import type { Api } from './parts.ts'

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

export interface ImageInfoResult {
  /** In pixels, as stored: `orientation` is not applied. */
  width: number
  height: number
  /** Of a local file, whatever `src` was. */
  path: string
  orientation: (typeof ORIENTATIONS)[number]
  /** A text such as `png`, as the document of this API has it. Its typings say number: this fits code for both. */
  type: never
}

export type GetImageInfo = AsyncApi<{ src: string }, ImageInfoResult>

/** A picture from the network becomes a temporary file. Codes: 12 without `src`, else 18. */
export const getImageInfo: Api<'src'> = {
  since: '1.4.0',
  object: ['src'],
  returns: ['width', 'height', 'path', 'orientation', 'type'],
  code: (reason) => (reason === 'no-file-path' ? 12 : 18),
  async run({ src }, call, parts) {
    const checked = await checkPath(src, 'src', parts)
    const fetched = () => parts.files.receive(sourceOf(checked, parts), call.signal)
    const path = checked.local ? checked.path : await parts.slots(fetched)
    const bytes = await parts.files.read(path)
    const read = (position: number, length: number) => bytes.subarray(position, position + length)
    const { type, width, height } = await recognise({ size: bytes.length, read })
    return { width, height, path, orientation: ORIENTATIONS[(await orientationOf(type, bytes)) - 1], type }
  },
}

/** Loaded when asked for: few apps ask. */
async function orientationOf(type: ImageType, bytes: Uint8Array): Promise<number> {
  if (type === 'heic' || type === 'avif') return (await import('./heif-orientation.ts')).heifOrientation(bytes)
  return (await import('./exif-orientation.ts')).exifOrientation(type, bytes)
}
