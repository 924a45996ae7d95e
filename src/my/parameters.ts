import { ApiError } from './call.ts'

const INVALID_PARAMETER = 2

/** The text that an API cannot do without. */
export function requireText(value: unknown, api: string, option: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw invalidParameter(`my.${api}: ${option} is missing: give a text that is not empty.`)
}

export function invalidParameter(message: string): ApiError {
  return new ApiError(INVALID_PARAMETER, message)
}

/** What an app wants to be read by a person. Numbers, as pages pass them, are shown as they are. */
export function shownText(value: unknown, otherwise = ''): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise
}

/** A number that makes sense as a count or a time. */
export function positive(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : otherwise
}
