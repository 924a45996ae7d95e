import { isSaveError, SaveError, type SaveErrorReason } from '../core/errors.ts'

/** What a browser's errors mean for a save, by name, and the way out. What is not here is `unknown`, in its own words. */
const MEANINGS: { readonly [name: string]: readonly [SaveErrorReason, string] } = {
  QuotaExceededError: ['storage-full', 'there is no room left. Free some and save again'],
  NotAllowedError: ['permission-denied', 'the person or the browser did not allow it. Use another album'],
  SecurityError: ['unimplemented', 'the browser gives this page or frame no private files. Use another album'],
  NotFoundError: ['unavailable', 'it is gone. Save again'],
  NoModificationAllowedError: ['unavailable', 'somebody else is writing there. Try again later'],
  AbortError: ['cancelled', 'the person cancelled it'],
}

/** The `SaveError` for what a browser threw while `what` was done, such as "write to the picked folder". */
export function pageError(thrown: unknown, what: string): SaveError {
  if (isSaveError(thrown)) return thrown
  const { name = '', message = String(thrown) } = (thrown ?? {}) as Partial<Error>
  const [reason, text] = MEANINGS[name] ?? ['unknown', `${name} ${message}`.trim()]
  return new SaveError(reason, `Cannot ${what}: ${text.replace(/\s+/g, ' ').replace(/\.$/, '')}.`, { cause: thrown })
}
