import { FileError, type FileErrorKind } from '../app-files/file-error.ts'
import { ApiError } from './call.ts'

/** What goes wrong with a file, as `FileSystemManager` numbers it (C42). The rest is 3, unknown. */
const CODES: Partial<Record<FileErrorKind, number>> = {
  missing: 10022,
  directory: 10023,
  forbidden: 10024,
  exists: 10025,
  'not-empty': 10027,
  'over-quota': 10028,
}

export function withFileCode(thrown: unknown): unknown {
  const code = thrown instanceof FileError ? CODES[thrown.kind] : undefined
  return code ? new ApiError(code, (thrown as FileError).message, { cause: thrown }) : thrown
}
