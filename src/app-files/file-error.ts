import type { ErrorDetailsByCode, SaveErrorDetails } from '../core/error-details.ts'
import { SaveError, type SaveErrorReason } from '../core/errors.ts'
import { quote } from '../util/format.ts'

/** The kinds of file errors. `src/my/codes.ts` maps them to the documented codes. */
export type FileErrorKind =
  | 'missing'
  | 'directory'
  | 'exists'
  | 'not-empty'
  | 'forbidden'
  | 'over-quota'
  | 'full'
  | 'failed'

/** A file that may not be read is a bad `filePath` (17), never a missing permission for the album (15). */
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

/** The codes for errors about one path of an app. */
type FileErrorCode = Exclude<Extract<keyof ErrorDetailsByCode, `file-${string}`>, 'file-not-listed'>

/**
 * The kind and the English message of each code. The messages are functions, since `about` replaces a path of the store with
 * one of the app.
 */
const ERRORS: {
  readonly [Code in FileErrorCode]: readonly [
    kind: FileErrorKind,
    sentence: (path: string, details: ErrorDetailsByCode[Code]) => string,
  ]
} = {
  'file-missing': [
    'missing',
    (path) => `There is no ${path}. User files exist once written, temporary files while the app runs.`,
  ],
  'file-folder-missing': ['missing', (path) => `The folder of ${path} does not exist: create it with mkdir first.`],
  'file-not-a-folder': ['missing', (path) => `${path} is a file, not a folder.`],
  'file-is-a-folder': ['directory', (path) => `${path} is a folder, not a file.`],
  'file-exists': ['exists', (path) => `${path} already exists: remove it first, or choose another name.`],
  'file-not-empty': ['not-empty', (path) => `${path} is not empty: pass recursive: true, or empty it first.`],
  'file-not-of-the-app': [
    'forbidden',
    (path) => `${path} is not a file of this app: pass https://usr/… or https://resource/….`,
  ],
  'file-path-invalid': [
    'forbidden',
    (path, { rule }) => `${path} is not a valid path of a local file: ${RULES[rule]}.`,
  ],
  'file-read-only': ['forbidden', (path) => `${path} is read-only for the app: pass a path below https://usr.`],
  'file-into-itself': ['forbidden', (path) => `${path} lies inside the folder to be moved: choose another place.`],
  'file-not-temporary': ['forbidden', (path) => `${path} is a user file and stays anyway: pass a temporary file.`],
  'file-not-saved': ['forbidden', (path) => `${path} is not a saved file: remove a user file with unlink.`],
  'file-not-regular': [
    'forbidden',
    (path) => `${path} is a symbolic link, lies behind one, or is not a regular file: put a copy there.`,
  ],
  'file-too-large': [
    'over-quota',
    (path, { maxBytes }) => `${path} would be larger than ${maxBytes / MB} MB, the limit for a file: write less.`,
  ],
  'file-quota-exceeded': [
    'over-quota',
    (path, { maxBytes }) => `There is no space for ${path}: an app may keep ${maxBytes / MB} MB. Remove files first.`,
  ],
  'file-storage-failed': [
    'failed',
    (path, { kind, folder, problem }) =>
      `Cannot use ${path}${folder ? `, stored in ${folder}` : ''}: ${STORAGE_PROBLEMS[kind]} (${problem}).`,
  ],
}

export const MB = 1024 * 1024

const STORAGE_PROBLEMS: Record<ErrorDetailsByCode['file-storage-failed']['kind'], string> = {
  full: 'no space is left on the device; free some and try again',
  forbidden: 'the system refuses access; check the permissions',
  failed: 'the system reports an error; try again',
}

/** The message for each rule of `paths.ts` that a path can break. */
const RULES: Record<ErrorDetailsByCode['file-path-invalid']['rule'], string> = {
  spelling: 'write it as https://usr/… or https://resource/…',
  'parent-folder': 'it must not contain ".."',
  characters: 'a name must not contain separators or control characters',
  'name-length': 'a name has at most 255 bytes',
  'path-length': 'a path has at most 1024 bytes',
  encoding: 'its percent-encoding is not UTF-8',
  'double-encoding': 'it is percent-encoded twice',
}

/** An error about a file of an app. Its path is the one that the app knows. */
export class FileError<Code extends FileErrorCode = FileErrorCode> extends SaveError {
  readonly kind: FileErrorKind
  readonly path: string

  constructor(code: Code, values: ErrorDetailsByCode[Code], options?: { cause?: unknown }) {
    const [usualKind, sentence] = ERRORS[code]
    const kind = 'kind' in values ? values.kind : usualKind
    const path = quote(values.path)
    const details = { code, ...values, path } as SaveErrorDetails
    super(REASONS[kind], sentence(path, values), { ...options, details })
    this.kind = kind
    this.path = values.path
  }
}

/** An error about a path of a store, which an app must not see: `withAppPath` (areas.ts) replaces the path. */
export class StoreError<Code extends FileErrorCode = FileErrorCode> extends FileError<Code> {
  about(path: string): FileError {
    const { code, ...values } = this.details as { code: Code } & ErrorDetailsByCode[Code]
    return new FileError(code, { ...values, path } as unknown as ErrorDetailsByCode[Code], { cause: this.cause })
  }
}

const BY_KIND = {
  missing: 'file-missing',
  directory: 'file-is-a-folder',
  exists: 'file-exists',
  'not-empty': 'file-not-empty',
} as const

/**
 * Converts an error of a system call or of a browser. `folder` is the folder of the files, if users can open it, and `code` is
 * the name of the error of the system call.
 */
export function storageError(
  kind: keyof typeof BY_KIND | ErrorDetailsByCode['file-storage-failed']['kind'],
  path: string,
  cause: unknown,
  { folder, code }: { readonly folder?: string; readonly code?: string | undefined } = {},
): StoreError {
  if (kind in BY_KIND) return new StoreError(BY_KIND[kind as keyof typeof BY_KIND], { path }, { cause })
  const { name, message } = cause as { name?: string; message?: string }
  const problem = String(code || message || name).replace(/\s+/g, ' ')
  const failed = { path, kind: kind as ErrorDetailsByCode['file-storage-failed']['kind'], problem }
  return new StoreError('file-storage-failed', folder === undefined ? failed : { ...failed, folder }, { cause })
}
