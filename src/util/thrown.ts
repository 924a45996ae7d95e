/** A property of something thrown. An app may throw anything, and reading from it may throw again. */
export function memberOf(thrown: unknown, name: string): unknown {
  try {
    return (thrown as { readonly [name: string]: unknown } | null | undefined)?.[name]
  } catch {
    return undefined
  }
}

/** The same, where only a string is of use. */
export function textIn(thrown: unknown, name: string): string | undefined {
  const member = memberOf(thrown, name)
  return typeof member === 'string' ? member : undefined
}
