import { redactUrl } from '../util/url.ts'

/**
 * What was typed, as it may stand in a log: of an address neither the name and password nor the parameters, as in the
 * messages of the network. An address that is none is cut in the same places.
 */
export function withoutSecrets(text: string): string {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(text)) return text
  if (/^https?:/i.test(text) && URL.canParse(text)) return redactUrl(new URL(text))
  return text.replace(/[?#].*/s, '').replace(/\/\/[^/]*@/, '//')
}
