import { errorCode } from './disk-error.ts'

/** File systems that know no hard links (FAT, exFAT, some network shares) say so by one of these. */
const CODES = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'])

/** Whether a hard link failed because there are none here. */
export function hasNoLinks(error: unknown): boolean {
  return CODES.has(errorCode(error) ?? '')
}
