import { SaveError } from './errors.ts'

/** The one line for an option of a caller without types. */
export const wrongOption = (who: string, option: string, value: unknown, remedy: string) =>
  new SaveError('unknown', `${who}: ${option} is ${shownValue(value)}. Pass ${remedy}.`)

/** A bound that is no number would be none, and a time that is none over at once. */
export function checkNumber(who: string, option: string, value: number, unit: 'bytes' | 'milliseconds'): void {
  if (typeof value !== 'number' || !(value >= 0)) throw wrongOption(who, option, value, `a number of ${unit}`)
}

/** A value for a message: short, and on one line. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 59)}…` : value)
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value && !(value instanceof Date) ? 'an object' : String(value)
}
