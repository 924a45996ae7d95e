import type { CallHost } from './call.ts'

/** The calls that are under way. */
export interface Calls extends Pick<CallHost, 'begin' | 'controller' | 'end'> {
  /** Ends them early. Resolves when the last one called its callbacks. */
  cancel(): Promise<void>
}

export function countCalls(): Calls {
  let begun = 0
  let pending = 0
  let idle: (() => void) | undefined
  let cancelled = false
  const controllers = new Set<AbortController>()
  return {
    begin() {
      pending++
      return ++begun
    },
    controller() {
      const controller = new AbortController()
      if (cancelled) controller.abort()
      else controllers.add(controller)
      return controller
    },
    end(controller) {
      if (controller) controllers.delete(controller)
      if (--pending === 0) idle?.()
    },
    cancel() {
      cancelled = true
      for (const controller of controllers) controller.abort()
      return new Promise((resolve) => {
        idle = resolve
        if (pending === 0) resolve()
      })
    },
  }
}
