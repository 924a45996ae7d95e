/** Characters that would break a line or reverse the direction of the text after them. */
const DISRUPTIVE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

/** A text for a message: quoted, on one line, with invisible characters escaped, and cut if it is long. */
export function quote(text: string, maxLength = 120): string {
  const quoted = JSON.stringify(text.length > maxLength ? `${text.slice(0, maxLength - 1)}…` : text)
  return quoted.replace(DISRUPTIVE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A value for a message: short, and on one line. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return quote(value, 60)
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value && !(value instanceof Date) ? 'an object' : String(value)
}

/** Percent-encoded text. What is not valid UTF-8 stays as it is. */
export function decodeUrlText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The known word that was probably meant, for "Did you mean …?". */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.max(word.length, candidate.length) * 0.4))
    .sort((a, b) => a.distance - b.distance)
  return nearest?.candidate ?? known.find((candidate) => word.length > 2 && candidate.startsWith(word))
}

/** Optimal string alignment distance: swapped letters count as one edit. */
function editDistance(a: string, b: string): number {
  let previous: number[] = []
  let current = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const next = [row]
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1]
      let cost = Math.min(current[column - 1]! + (same ? 0 : 1), current[column]! + 1, next[column - 1]! + 1)
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1])
        cost = Math.min(cost, previous[column - 2]! + 1)
      next.push(cost)
    }
    previous = current
    current = next
  }
  return current[b.length]!
}

/**
 * The language that these variables ask for, as a tag such as `zh_CN.UTF-8`. Without them, as on Windows, it is the system's.
 */
export function environmentLanguage(env: { readonly [name: string]: string | undefined }): string {
  return env.LC_ALL || env.LC_MESSAGES || env.LANG || Intl.DateTimeFormat().resolvedOptions().locale
}

export const isChinese = (tag: string): boolean => /^zh(?![a-z])/i.test(tag)
