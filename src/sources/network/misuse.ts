/** What callers without types get wrong with `network`, in words that are loaded only then. */
import { SaveError } from '../../core/errors.ts'
import { formatValue, invalidOption, type Rule } from '../../core/validation.ts'
import { isFrom, type NetworkOptions } from './network.ts'

const wrong = (option: string, value: unknown, expected: Rule['expected'], example?: string) =>
  invalidOption('network', option, value, expected, example)

export function wrongNetwork(options: NetworkOptions): SaveError {
  const { timeout = 1, minBytesPerSecond = 0, headers = {}, allow = wrong, fetch } = options
  if (Object(options) !== options) return wrong('options', options, 'an object', '{ timeout: 5000 }')
  if (!isFrom(1, timeout)) return wrong('timeout', timeout, 'a number of milliseconds')
  if (!isFrom(0, minBytesPerSecond)) return wrong('minBytesPerSecond', minBytesPerSecond, 'a number of bytes')
  if (Object(headers) !== headers) return wrong('headers', headers, 'an object', '{ referer: "https://…" }')
  return typeof allow === 'function'
    ? wrong('fetch', fetch, 'a function', 'fetch')
    : wrong('allow', allow, 'a function that returns true or false')
}

/** Without the value, which may be a secret. */
export function wrongHeader(name: unknown, value: unknown, isName: boolean): SaveError {
  const what = !isName
    ? `${formatValue(name)} is no name of a header. Pass letters, digits and dashes`
    : value === undefined || value === null
      ? `the header ${formatValue(name)} is ${value}. Pass a text, or leave it out`
      : `the header ${formatValue(name)} has a character that none can have. Encode it, by encodeURIComponent for example`
  return new SaveError('unknown', `network: ${what}.`)
}

/** Neither yes nor no; a promise, of all things, would pass for a yes. */
export function wrongAllow(answer: unknown): SaveError {
  const what =
    typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function' ? 'a promise' : formatValue(answer)
  return new SaveError('unknown', `network: allow answers ${what}. It must answer true or false, at once.`)
}

export const wrongResponse = (response: unknown) =>
  new SaveError('unknown', `network: fetch gives ${formatValue(response)}. It must give a Response.`)
