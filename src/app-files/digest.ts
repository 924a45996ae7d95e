import { md5, sha1 } from '@noble/hashes/legacy.js'
import { bytesToHex } from '@noble/hashes/utils.js'

/** What `digestAlgorithm` may be. */
export type DigestAlgorithm = 'md5' | 'sha1'
export const DIGEST_ALGORITHMS: readonly DigestAlgorithm[] = ['md5', 'sha1']

const HASHES = { md5, sha1 }

/** The digest of some bytes, in hexadecimal. WebCrypto has no MD5 and is missing on insecure pages. */
export function digest(algorithm: DigestAlgorithm, bytes: Uint8Array): string {
  return bytesToHex(HASHES[algorithm](bytes))
}

/** The same for a stream, without holding all of it in memory. */
export async function digestStream(algorithm: DigestAlgorithm, bytes: ReadableStream<Uint8Array>): Promise<string> {
  const hash = HASHES[algorithm].create()
  const reader = bytes.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return bytesToHex(hash.digest())
    hash.update(value)
  }
}
