import { lazyImport } from '../util/lazy-import.ts'
import type { AsyncApi } from './call.ts'
import type { Orientation } from './look-at.ts'
import type { Api } from './parts.ts'

export interface ImageInfoResult {
  /** In pixels, as stored: `orientation` is not applied. */
  width: number
  height: number
  /** Of a local file, whatever `src` was. */
  path: string
  orientation: Orientation
  /** A text such as `png`, as the document of this API has it. Its typings say number: this fits code for both. */
  type: never
}

export type GetImageInfo = AsyncApi<{ src: string }, ImageInfoResult>

const looker = lazyImport(() => import('./look-at.ts'))

/** A picture from the network becomes a temporary file. Codes: 12 without `src`, else 18. */
export const getImageInfo: Api<'src'> = {
  since: '1.4.0',
  object: ['src'],
  returns: ['width', 'height', 'path', 'orientation', 'type'],
  code: (reason) => (reason === 'no-file-path' ? 12 : 18),
  run: async (input, call, parts) => (await looker()).lookAt(input, call, parts),
}
