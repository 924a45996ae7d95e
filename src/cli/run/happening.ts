import type { SaveErrorReason } from '../../core/errors.ts'
import type { SavedPhoto } from '../../core/types.ts'

/** What happens while an app runs, for a person to read or, with `--json`, for a program. */
export type Happening =
  | { readonly event: 'log'; readonly level: string; readonly text: string }
  /** What a phone would show: a toast, an alert, a loading sign… `type` is that of a toast. */
  | { readonly event: 'shown'; readonly what: string; readonly type?: string; readonly text: string }
  | { readonly event: 'saved'; readonly filePath: string; readonly saved: SavedPhoto }
  | {
      readonly event: 'failed'
      /** What is no text comes as Node shows it: `{}`, `5`. */
      readonly filePath: string
      /** The document's code: 2, 15, 16 or 17. */
      readonly error: number
      readonly errorMessage: string
      readonly reason: SaveErrorReason | undefined
    }
  | ({ readonly event: 'uncaught' } & Problem)
  | { readonly event: 'missing-api'; readonly name: string }
  /** A script or a `--call` whose promise was still open when nothing was left to do. */
  | { readonly event: 'never-ended'; readonly what: string; readonly skipped: readonly string[] }
  /** The app called `process.exit` while calls were still to come. */
  | { readonly event: 'exited'; readonly skipped: readonly string[] }

/** An error of the app that nobody caught. */
export interface Problem {
  readonly message: string
  /** `pages/index/index.js:12:5`, if it can be told. */
  readonly at: string | undefined
  /** The app's own lines of the stack, the innermost first. */
  readonly stack: readonly string[]
}

export type Tell = (happening: Happening) => void
