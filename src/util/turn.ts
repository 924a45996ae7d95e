interface Builtins {
  process?: { getBuiltinModule?(name: string): { MessageChannel: typeof MessageChannel } | undefined }
}

/** jsdom has none of its own; Node has. */
const Channel =
  globalThis.MessageChannel ??
  (globalThis as Builtins).process?.getBuiltinModule?.('node:worker_threads')?.MessageChannel

/**
 * Resolves in the next turn of the event loop, after all microtasks. Not with a timer, because a test may have replaced
 * those.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new Channel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}
