/**
 * What each message of a `SaveError` is made of, by the error's `details.code`. The English sentence stands where the
 * error is thrown; translations (`src/i18n/`) and the command line's own wording are rendered from these values, so no
 * code ever parses a sentence.
 */
export interface ErrorDetailsByCode {
  cancelled: object
  /** `bytes` is absent when the limit was exceeded before the size was known. Both in bytes. */
  'image-too-large': { readonly image: string; readonly bytes?: number; readonly maxBytes: number }
  'album-permission-denied': { readonly album: string }
}

export type ErrorCode = keyof ErrorDetailsByCode

export type SaveErrorDetails = {
  [Code in ErrorCode]: { readonly code: Code } & ErrorDetailsByCode[Code]
}[ErrorCode]

/** Renders messages in one language. The compiler checks that a translation covers every code. */
export type Messages = { readonly [Code in ErrorCode]: (details: ErrorDetailsByCode[Code]) => string }
