import { SaveError, type SaveErrorReason } from '../core/errors.ts'

/** What went wrong with an app's file. `my/file-system-manager.ts` makes 10022, 10023… of it, the pipeline a reason. */
export type FileErrorKind =
  | 'missing'
  | 'directory'
  | 'exists'
  | 'not-empty'
  | 'forbidden'
  | 'over-quota'
  | 'full'
  | 'failed'

/**
 * A file that may not be read is a bad `filePath` (17), never the album's missing permission (15): no `forbidden`
 * becomes `permission-denied`.
 */
const REASONS: Record<FileErrorKind, SaveErrorReason> = {
  missing: 'not-found',
  directory: 'unsupported-path',
  exists: 'unknown',
  'not-empty': 'unknown',
  forbidden: 'unsupported-path',
  'over-quota': 'too-large',
  full: 'storage-full',
  failed: 'unknown',
}

export class FileError extends SaveError {
  readonly kind: FileErrorKind

  constructor(kind: FileErrorKind, message: string, options?: { cause?: unknown }) {
    super(REASONS[kind], message, options)
    this.kind = kind
  }
}
