import type { My } from './my.ts'

/** The `my` of a device that may change at any time: a phone that is simulated, or that of a test. */
export interface CurrentMy {
  /** The `my` of the device as it is now. */
  current(): My
  /** Ends every `my` that there was. */
  dispose(): Promise<void>
}

/**
 * A `my` cannot change its version, platform or permission once it was made. From the next call on, another one takes
 * its place whenever `state`, which tells all of that, is not what it was. `make` gets what to call when the `my` itself
 * changed the device, by an answer to its question for the permission: that is no reason for another one.
 */
export function createCurrentMy(state: () => string, make: (changedItself: () => void) => My): CurrentMy {
  const made: My[] = []
  let latest: { readonly my: My; of: string } | undefined
  return {
    current() {
      const of = state()
      if (latest?.of === of) return latest.my
      const my = make(() => {
        if (latest?.my === my) latest.of = state()
      })
      made.push(my)
      latest = { my, of }
      return my
    },
    async dispose() {
      await Promise.all(made.map((my) => my.dispose()))
    },
  }
}
