import { setImmediate } from 'node:timers/promises'

/** The uncaught errors while `action` ran and right after it. */
export function uncaughtDuring(action: () => Promise<void>): Promise<unknown[]> {
  return caughtDuring('uncaughtException', action)
}

/** The unhandled rejections while `action` ran and right after it. */
export function unhandledDuring(action: () => Promise<void>): Promise<unknown[]> {
  return caughtDuring('unhandledRejection', action)
}

/** Removes the test runner's listeners meanwhile, because to them each of these is a failed test. */
async function caughtDuring(event: 'uncaughtException' | 'unhandledRejection', action: () => Promise<void>) {
  const caught: unknown[] = []
  const others = process.listeners(event as 'uncaughtException')
  process.removeAllListeners(event)
  process.on(event, (thrown: unknown) => caught.push(thrown))
  try {
    await action()
    // Node reports both after the microtasks of the turn in which they occurred.
    await setImmediate()
    await setImmediate()
  } finally {
    process.removeAllListeners(event)
    for (const listener of others) process.on(event, listener)
  }
  return caught
}
