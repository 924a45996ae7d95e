import type { TestCall } from './calls.ts'
import type { TestMy } from './create-test-my.ts'
import type { TestPhoto } from './test-album.ts'

/** More would bury what a person looks for. */
const SHOWN = 20

/** The album and the calls, as a failed expectation shows them. */
export function report({ album, calls, missing }: TestMy): string {
  const parts = [
    list('The album', album.photos.map(photoLine), 'The album is empty.'),
    list('The calls', calls.map(callLine), 'Nothing was called.'),
  ]
  if (missing.length > 0) parts.push(`Asked for, and not here: ${missing.map((name) => `my.${name}`).join(', ')}.`)
  return parts.join('\n')
}

function list(title: string, lines: readonly string[], none: string): string {
  if (lines.length === 0) return none
  const left = lines.length - SHOWN
  const earlier = left > 0 ? [`… ${left} earlier`] : []
  const numbered = lines.map((line, index) => `${index + 1}. ${line}`).slice(-SHOWN)
  return [`${title}:`, ...earlier, ...numbered].join('\n  ')
}

function photoLine({ name, type, width, height, bytes }: TestPhoto): string {
  return `${name} (${type}, ${width}×${height}, ${bytes.length} bytes)`
}

function callLine({ api, options, outcome, result, error, callbacks }: TestCall): string {
  const called = `my.${api}(${show(options)})`
  const heard = callbacks.length > 0 ? ` — called ${callbacks.join(', ')}` : ''
  if (outcome === 'pending') return `${called} → still pending: await it, or await settled()`
  if (outcome === 'success') return `${called} → ${show(result)}${heard}`
  const { error: code, errorMessage } = result as { error: number; errorMessage: string }
  const reason = error && 'reason' in error ? ` (${error.reason})` : ''
  return `${called} → ${code}${reason}: ${errorMessage}${heard}`
}

/** In one line, and no longer than a line should be. */
export function show(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? showObject(value) : showPlain(value)
  return text.length > 160 ? `${text.slice(0, 159)}…` : text
}

function showObject(value: object): string {
  if (value instanceof RegExp) return String(value)
  if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`
  if ('asymmetricMatch' in value) {
    const { toAsymmetricMatcher } = value as { toAsymmetricMatcher?(): string }
    return toAsymmetricMatcher?.call(value) ?? String(value)
  }
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${show(field)}`)
  return fields.length > 0 ? `{ ${fields.join(', ')} }` : '{}'
}

function showPlain(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value)
}
