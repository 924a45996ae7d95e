import type { DigestAlgorithm } from '../app-files/digest.ts'
import { lazyImport } from '../util/lazy-import.ts'
import type { AsyncApi } from './call.ts'
import { olderFileCode } from './older-file-code.ts'
import type { Api } from './parts.ts'

export type GetFileInfo = AsyncApi<
  { apFilePath?: string; filePath?: string; digestAlgorithm?: DigestAlgorithm },
  { size: number; digest: string }
>

const digester = lazyImport(() => import('./digest-file.ts'))

/** Size and digest of any file of the app (C41). */
export const getFileInfo: Api<'apFilePath' | 'filePath' | 'digestAlgorithm'> = {
  since: '1.4.0',
  object: ['apFilePath', 'filePath', 'digestAlgorithm'],
  returns: ['size', 'digest'],
  values: { digestAlgorithm: ['md5', 'sha1'] },
  code: olderFileCode,
  run: async (input, call, parts) => (await digester()).digestFile(input, call, parts),
}
