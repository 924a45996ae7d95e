import type { My } from './my.ts'

/** The `my` of a device whose settings may change at any time, such as a simulated phone. */
export interface CurrentMy {
  /** The `my` for the current settings. */
  current(): My
  /** Ends every `my` that was created. */
  dispose(): Promise<void>
}

/**
 * A `my` cannot change its version, platform or permission. When `state`, which contains all of these, differs from the last
 * call, `make` creates a new one. The function that `make` receives must be called when the `my` itself has changed the state,
 * by asking for permission: then it is not replaced.
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
