import type { Messages } from '../core/error-details.ts'
import type { SaveError } from '../core/errors.ts'
import { lazyImport } from '../util/lazy-import.ts'

/** An error with data. */
type Localizable = Pick<SaveError, 'message' | 'details'>

const chinese = lazyImport(async () => (await import('./zh.ts')).zh)

/** The error's message in the given language (a BCP 47 tag): Chinese for `zh…`, otherwise English. */
export async function localize(error: Localizable, language: string): Promise<string> {
  return /^zh\b/i.test(language) ? render(error, await chinese()) : error.message
}

/** The error's message in the words of a catalogue; the English one where the error carries no data. */
export function render({ details, message }: Localizable, messages: Partial<Messages>): string {
  if (!details) return message
  const sentence = messages[details.code] as ((values: object) => string) | undefined
  return sentence?.(details) ?? message
}
