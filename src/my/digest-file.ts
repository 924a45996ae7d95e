import { type DigestAlgorithm, digest } from '../app-files/digest.ts'
import { ApiError, type Call, type Input } from './call.ts'
import { requireText } from './parameters.ts'
import type { Parts } from './parts.ts'

const WRONG_DIGEST_ALGORITHM = 16

/** What `my.getFileInfo` does, loaded when it is called: few apps do. */
export async function digestFile(
  { apFilePath, filePath, digestAlgorithm }: Input<'apFilePath' | 'filePath' | 'digestAlgorithm'>,
  { signal }: Call,
  { files }: Parts,
): Promise<object> {
  const path = requireText(apFilePath ?? filePath, 'getFileInfo', 'apFilePath')
  const algorithm = checkDigestAlgorithm(digestAlgorithm, 'getFileInfo')
  const { size, bytes } = await files.source(path).open(signal)
  return { size, digest: await digest(algorithm, bytes) }
}

export function checkDigestAlgorithm(given: unknown = 'md5', api: string): DigestAlgorithm {
  const name = typeof given === 'string' ? given.toLowerCase() : ''
  if (name === 'md5' || name === 'sha1') return name
  throw new ApiError(WRONG_DIGEST_ALGORITHM, `my.${api}: there is no such digestAlgorithm: give "md5" or "sha1".`)
}
