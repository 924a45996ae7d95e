import type { ErrorDetailsByCode } from '../core/error-details.ts'
import type { SaveError } from '../core/errors.ts'
import { lazyImport } from '../util/async.ts'

type Localizable = Pick<SaveError, 'message' | 'details'>

const chinese = lazyImport(async () => (await import('./zh.ts')).zh)

/** The error's message in the given language (a BCP 47 tag): Chinese for `zh…`, otherwise English. */
export async function localize(error: Localizable, language: string): Promise<string> {
  return /^zh\b/i.test(language) ? render(error, await chinese()) : error.message
}

/** Some sentences of a language or a host, by code. `undefined` leaves an error to the next catalogue. */
export type Catalogue<ByCode = ErrorDetailsByCode> = {
  readonly [Code in keyof ByCode]?: (details: ByCode[Code]) => string | undefined
}

/** What a message is made of: that of an error, or of a problem of a project. */
interface Described<ByCode> {
  readonly message: string
  readonly details?: { readonly code: keyof ByCode }
}

/** The message in the words of the first catalogue that has it, or in English. */
export function render<ByCode = ErrorDetailsByCode>(
  { details, message }: Described<NoInfer<ByCode>>,
  ...catalogues: readonly Catalogue<ByCode>[]
): string {
  if (!details) return message
  for (const catalogue of catalogues) {
    const sentence = catalogue[details.code] as ((values: object) => string | undefined) | undefined
    const text = sentence?.(details)
    if (text !== undefined) return text
  }
  return message
}
