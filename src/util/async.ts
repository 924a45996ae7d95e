/** The longest delay of a timer, in milliseconds. A longer one fires at once, in browsers and on Node. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1

/** Runs an observer or a clean-up. Whether it throws or rejects, nothing else depends on it. */
export function ignoreErrors(action: () => unknown): void {
  const run = async () => action()
  run().catch(() => {})
}

/** Loads a module when it is first needed, and only once. After a failure the next call tries again. */
export function lazyImport<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loading: Promise<Module> | undefined
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return loading
  }
}
