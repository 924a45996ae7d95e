/** Runs what only watches or tidies up: whether it throws, or promises and fails, nobody's work depends on it. */
export function quietly(action: () => unknown): void {
  const run = async () => action()
  run().catch(() => {})
}
