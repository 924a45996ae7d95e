import { setImmediate } from 'node:timers/promises'

/** What surfaced as an uncaught error while `action` ran and right after it. */
export function uncaughtDuring(action: () => Promise<void>): Promise<unknown[]> {
  return caughtDuring('uncaughtException', action)
}

/** What surfaced as an unhandled rejection while `action` ran and right after it. */
export function unhandledDuring(action: () => Promise<void>): Promise<unknown[]> {
  return caughtDuring('unhandledRejection', action)
}

/** The test runner's own listeners step aside meanwhile: to them, each of these is a failed test. */
async function caughtDuring(event: 'uncaughtException' | 'unhandledRejection', action: () => Promise<void>) {
  const caught: unknown[] = []
  const others = process.listeners(event as 'uncaughtException')
  process.removeAllListeners(event)
  process.on(event, (thrown: unknown) => caught.push(thrown))
  try {
    await action()
    // Node reports both after the microtasks of the turn that they came from.
    await setImmediate()
    await setImmediate()
  } finally {
    process.removeAllListeners(event)
    for (const listener of others) process.on(event, listener)
  }
  return caught
}
