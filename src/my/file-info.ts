import type { DigestAlgorithm } from '../files/digest.ts'
import { ApiError, type AsyncApi } from './call.ts'
import { olderFileCode } from './older-file-code.ts'
import { requireText } from './parameters.ts'
import type { Api } from './parts.ts'

export type GetFileInfo = AsyncApi<
  { apFilePath?: string; filePath?: string; digestAlgorithm?: DigestAlgorithm },
  { size: number; digest: string }
>

const WRONG_DIGEST_ALGORITHM = 16

/** Size and digest of any file of the app (C41). */
export const getFileInfo: Api<'apFilePath' | 'filePath' | 'digestAlgorithm'> = {
  since: '1.4.0',
  object: ['apFilePath', 'filePath', 'digestAlgorithm'],
  returns: ['size', 'digest'],
  values: { digestAlgorithm: ['md5', 'sha1'] },
  code: olderFileCode,
  async run({ apFilePath, filePath, digestAlgorithm }, { signal }, { files }) {
    const path = requireText(apFilePath ?? filePath, 'getFileInfo', 'apFilePath')
    const algorithm = checkDigestAlgorithm(digestAlgorithm, 'getFileInfo')
    const { size, bytes } = await files.source(path).open(signal)
    // Loaded when asked for: few apps ask.
    const { digest } = await import('../files/digest.ts')
    return { size, digest: await digest(algorithm, bytes) }
  },
}

export function checkDigestAlgorithm(given: unknown = 'md5', api: string): DigestAlgorithm {
  const name = typeof given === 'string' ? given.toLowerCase() : ''
  if (name === 'md5' || name === 'sha1') return name
  throw new ApiError(WRONG_DIGEST_ALGORITHM, `my.${api}: there is no such digestAlgorithm: give "md5" or "sha1".`)
}
