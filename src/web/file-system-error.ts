/** Errors of the browser's file systems. Loaded when one of them occurs. */
import type { BrowserOperation, ErrorDetailsByCode } from '../core/error-details.ts'
import { isSaveError, SaveError, type SaveErrorReason } from '../core/errors.ts'

type Problem = ErrorDetailsByCode['browser-error']['problem']

/** The meaning of a browser's errors, by name. All others are `unknown`, with the browser's own message. */
const PROBLEMS: { readonly [name: string]: readonly [Problem, SaveErrorReason, string] } = {
  QuotaExceededError: ['full', 'storage-full', 'there is no space left. Free some space and save again'],
  NotAllowedError: ['refused', 'permission-denied', 'the user or the browser did not allow it. Use another album'],
  SecurityError: ['no-access', 'unimplemented', 'this page or frame has no access to files. Use another album'],
  NotFoundError: ['gone', 'unavailable', 'it no longer exists. Save again'],
  NoModificationAllowedError: ['busy', 'unavailable', 'another tab is writing there. Try again later'],
  AbortError: ['cancelled', 'cancelled', 'the user cancelled it'],
}

/** Converts an error of the browser during an operation to a `SaveError`. */
export function fileSystemError(thrown: unknown, operation: BrowserOperation): SaveError {
  if (isSaveError(thrown)) return thrown
  const { name = '', message = String(thrown) } = (thrown ?? {}) as Partial<Error>
  const words = `${name} ${message}`.replace(/\s+/g, ' ').replace(/\.$/, '').trim()
  const [problem, reason, meaning] = PROBLEMS[name] ?? (['other', 'unknown', words] as const)
  return new SaveError(reason, `Cannot ${describe(operation)}: ${meaning}.`, {
    cause: thrown,
    details: { code: 'browser-error', problem, operation, words },
  })
}

function describe(operation: BrowserOperation): string {
  switch (operation.kind) {
    case 'open':
      return 'open the private files (OPFS)'
    case 'pick-folder':
      return 'get a folder to save in'
    case 'recall-folder':
      return 'look for the folder that was picked before'
    case 'save':
      return `save ${operation.photo} in the folder "${operation.folder}"`
    case 'share':
      return `share ${operation.photo} (${operation.size} bytes)`
  }
}

export const noPrivateFiles = () =>
  new SaveError(
    'unimplemented',
    'This page has no private files (OPFS). Serve it over https:, and open it in a browser of 2023 or later.',
    { details: { code: 'opfs-unsupported' } },
  )

/** A sandboxed frame has no origin that files could belong to. In a normal window, the same page has one. */
export function privateFilesUnavailable(cause: unknown): SaveError {
  if (globalThis.origin === 'null') return fileSystemError(cause, { kind: 'open' })
  return new SaveError(
    'unavailable',
    'The browser provides no private files (OPFS) in this window, as in private browsing. Open the page in a normal window.',
    { cause, details: { code: 'opfs-unavailable' } },
  )
}

export const wrongSize = (name: string, expected: number, actual: number) =>
  new SaveError(
    'unknown',
    `The browser stored ${actual} bytes of ${name} instead of ${expected}. Nothing was saved: try another browser.`,
    { details: { code: 'stored-size-differs', name, expected, actual } },
  )
