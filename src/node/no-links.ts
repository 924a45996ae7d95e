import { errorCode } from './disk-error.ts'

/**
 * File systems that know no hard links (FAT, exFAT, some network shares) say so by one of these. EISDIR is what Node makes of
 * the answer that Windows gives for exFAT (https://github.com/nodejs/node/issues/65817).
 */
const CODES = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR'])

/** Whether a hard link failed because there are none here. */
export function hasNoLinks(error: unknown): boolean {
  return CODES.has(errorCode(error) ?? '')
}
