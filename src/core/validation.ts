import { formatValue, suggest } from '../util/format.ts'
import type { Expected, SaveErrorDetails } from './error-details.ts'
import { SaveError } from './errors.ts'

export { formatValue } from '../util/format.ts'

/** What one option has to be. */
export interface Rule {
  readonly accepts: (value: unknown) => boolean
  /** A description, or all allowed values. */
  readonly expected: Expected | readonly string[]
  /** Code that shows such a value. */
  readonly example?: string
}

/** One rule for every option that there is, so that a misspelt name is found. */
export type Rules<Options> = { readonly [Name in keyof Required<Options>]: Rule }

export const aBoolean: Rule = { accepts: (value) => typeof value === 'boolean', expected: 'a boolean' }
export const aFunction: Rule = { accepts: (value) => typeof value === 'function', expected: 'a function' }
export const aString: Rule = { accepts: (value) => typeof value === 'string', expected: 'a string' }
export const milliseconds: Rule = { accepts: isAtLeast(0), expected: 'a number of milliseconds' }
export const numberOfBytes: Rule = { accepts: isAtLeast(0), expected: 'a number of bytes' }
export const positiveInteger: Rule = {
  accepts: (value) => Number.isInteger(value) && (value as number) > 0,
  expected: 'a positive whole number',
}

export function anObject(example: string): Rule {
  // `null` is accepted like `undefined`.
  return { accepts: (value) => typeof value === 'object', expected: 'an object', example }
}

export function oneOf(...values: readonly string[]): Rule {
  return { accepts: (value) => values.includes(value as string), expected: values }
}

function isAtLeast(minimum: number) {
  return (value: unknown) => typeof value === 'number' && value >= minimum
}

/**
 * Throws a `SaveError` for the first option that is not what its rule expects, and for an option that does not exist,
 * which would silently have no effect.
 * @param context the function that was called, such as `network`
 * @param group where the options are found if they are nested, such as `client.`
 */
export function checkOptions<Options extends object>(
  context: string,
  options: Options | null | undefined,
  rules: Rules<Options>,
  group = '',
): void {
  if (options === undefined || options === null) return
  if (typeof options !== 'object') {
    const [name] = Object.keys(rules)
    throw invalidOption(context, group.slice(0, -1) || 'options', options, 'an object', `{ ${name}: … }`)
  }
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(rules, name)) throw unknownOption(context, group + name, Object.keys(rules), group)
    if (value !== undefined) checkOption(context, group + name, value, rules[name as keyof Options])
  }
}

/** Throws a `SaveError` unless the value is what the rule expects. */
export function checkOption(context: string, option: string, value: unknown, rule: Rule): void {
  if (!rule.accepts(value)) throw invalidOption(context, option, value, rule.expected, rule.example)
}

export function invalidOption(
  context: string,
  option: string,
  value: unknown,
  expected: Rule['expected'],
  example?: string,
): SaveError {
  const shown = formatValue(value)
  const remedy = typeof expected === 'string' ? expected : expected.map((one) => JSON.stringify(one)).join(' or ')
  const message = `${context}: ${option} is ${shown}. Pass ${remedy}${example ? `, such as ${example}` : ''}.`
  return misuse(message, { code: 'invalid-option', context, option, value: shown, expected, example })
}

function unknownOption(context: string, option: string, known: readonly string[], group: string): SaveError {
  const meant = suggest(option.slice(group.length), known)
  const suggestion = meant && group + meant
  const advice = suggestion ? `Did you mean ${suggestion}?` : `The options are ${known.join(', ')}.`
  const message = `${context}: there is no option ${formatValue(option).slice(1, -1)}. ${advice}`
  return misuse(message, { code: 'unknown-option', context, option, suggestion })
}

function misuse(message: string, details: SaveErrorDetails): SaveError {
  return new SaveError('unknown', message, { details })
}

/** In a page or a worker of it, where a disk is no help. */
export const isInPage = () => 'location' in globalThis

export const anAlbum: Rule = {
  accepts: (value) => typeof (value as { add?: unknown } | null | undefined)?.add === 'function',
  expected: 'an album',
  get example() {
    return isInPage() ? 'browser()' : "directory({ path: 'photos' })"
  },
}
