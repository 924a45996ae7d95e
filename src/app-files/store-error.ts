import { FileError, type FileErrorKind } from './file-error.ts'
import { quote } from './quote.ts'

/** What went wrong with a path of a store. An app never sees those: `in-apps-words.ts` tells it again. */
export class StoreError extends FileError {
  readonly stored: string
  readonly #say: (path: string) => string

  constructor(kind: FileErrorKind, stored: string, say: (path: string) => string, options?: { cause?: unknown }) {
    super(kind, say(quote(stored)), options)
    this.stored = stored
    this.#say = say
  }

  /** The same, of a path of the app. */
  about(path: string): FileError {
    return new FileError(this.kind, this.#say(quote(path)), { cause: this.cause })
  }
}

/** A folder that is to be removed, and has something in it. */
export function notEmpty(path: string, cause?: unknown): StoreError {
  return new StoreError('not-empty', path, (it) => `${it} is not empty: pass recursive: true, or empty it first.`, {
    cause,
  })
}
