import { SaveError, type SaveErrorReason } from '../errors.ts'

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

/** What would break a line, or turn the rest of it around. */
const DISTURBING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** A path as it may stand in a message: one line that shows all of it, and not a novel. */
export function quote(path: string): string {
  const shown = JSON.stringify(path.length > 120 ? `${path.slice(0, 119)}…` : path)
  return shown.replace(DISTURBING, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
