/** What was typed into the editor, for as long as the tab is open: a reload must not cost anybody's work. */

const keyOf = (path: string) => `photosalbum:edited:${path}`

export function keptEdit(path: string): string | undefined {
  try {
    return sessionStorage.getItem(keyOf(path)) ?? undefined
  } catch {
    return undefined
  }
}

/** Nothing is kept of a file that is as it was. */
export function keepEdit(path: string, code: string | undefined): void {
  try {
    if (code === undefined) sessionStorage.removeItem(keyOf(path))
    else sessionStorage.setItem(keyOf(path), code)
  } catch {
    // Where nothing may be kept, it is lost with the page.
  }
}
