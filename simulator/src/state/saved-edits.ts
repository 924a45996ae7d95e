/** Edits are stored in `sessionStorage`, so that a reload does not lose them. */

const keyOf = (path: string) => `photosalbum:edited:${path}`

export function savedEdit(path: string): string | undefined {
  try {
    return sessionStorage.getItem(keyOf(path)) ?? undefined
  } catch {
    return undefined
  }
}

/** The files below a root that have edits. */
export function filesWithEdits(root: string): string[] {
  try {
    const prefix = keyOf(`${root}/`)
    return Object.keys(sessionStorage).flatMap((key) =>
      key.startsWith(prefix) ? [root + key.slice(prefix.length - 1)] : [],
    )
  } catch {
    return []
  }
}

/** Stores the edited text of a file. `undefined` removes it. */
export function saveEdit(path: string, code: string | undefined): void {
  try {
    if (code === undefined) sessionStorage.removeItem(keyOf(path))
    else sessionStorage.setItem(keyOf(path), code)
  } catch {
    // Without storage, edits are lost on reload.
  }
}
