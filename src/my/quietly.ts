/** Runs what belongs to the host and not to the app: an observer or a screen that fails changes nothing for the app. */
export function quietly(action: () => unknown): void {
  try {
    const returned = action()
    if (returned instanceof Promise) returned.catch(() => {})
  } catch {
    // The host's own trouble.
  }
}
