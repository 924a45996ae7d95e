import { type AppCode, describe } from './app-code.ts'
import type { LiveOwner } from './owner.ts'
import type { Problem, ViewUpdate } from './types.ts'

type MaybePromise<T> = T | Promise<T>

/** The maximum number of renderings without a pause. An app that exceeds it is treated as one that changes its data forever. */
const MAX_RENDERINGS = 100
/** The pause after that many renderings, in milliseconds, so that other code can run. */
const PAUSE_MS = 50

// Tests replace timers, but the pauses of the runtime must not depend on them.
const { setTimeout: realTimeout } = globalThis

/** Schedules the rendering of pages and components. All changes of one turn of the event loop are rendered together. */
export interface Rendering {
  /** Schedules the rendering of a page or component. */
  schedule(owner: LiveOwner): void
  /** Schedules an update of the view that needs no rendering. */
  wake(): void
  /** Runs a hook once the current rendering has been shown. */
  afterRender(hook: () => void): void
  /** Whether any rendering is pending. False for an app that changes its data forever. */
  readonly isPending: boolean
  /** Whether the app changes its data forever, and is therefore rendered with pauses. */
  readonly isEndless: boolean
  /** Resolves when all changes are shown, or at the first pause for an app that changes its data forever. */
  idle(): Promise<void>
}

export interface RenderingContext {
  readonly appCode: AppCode
  render(owner: LiveOwner): void
  /** The updates for the view since the last call. */
  takeUpdates(): ViewUpdate[]
  draw(update: ViewUpdate): MaybePromise<void>
  drawn(): void
  report(problem: Problem, thrown: unknown): void
}

export function createRendering(context: RenderingContext): Rendering {
  const { appCode } = context
  const dirty = new Set<LiveOwner>()
  let hooks: (() => void)[] = []
  let isWoken = false
  let flushing: Promise<void> | undefined
  /** Set while the app changes its data without end. */
  let isEndless = false
  const pauses = new Set<() => void>()

  function wake(): void {
    isWoken = true
    flushing ??= Promise.resolve()
      .then(flush)
      .finally(() => {
        flushing = undefined
        isEndless = false
        if (isPending()) wake()
      })
  }

  const isPending = () => isWoken || dirty.size > 0 || hooks.length > 0

  /** Renders changes, shows them, and runs the callbacks that waited for them, until nothing changes any more. */
  async function flush(): Promise<void> {
    for (let round = 1; isPending(); round++) {
      if (round % MAX_RENDERINGS === 0) {
        const owner = [...dirty][0]?.unit.path ?? 'app'
        appCode.report({
          severity: 'warning',
          message: `${owner} changes its data every time it is rendered, without end.`,
          details: { code: 'data-endless', owner },
        })
        isEndless = true
        for (const resolve of pauses) resolve()
        await new Promise((resolve) => realTimeout(resolve, PAUSE_MS))
      }
      isWoken = false
      const owners = [...dirty].filter((owner) => owner.alive && owner.dirty)
      dirty.clear()
      // Outer components first: a page passes new props to its components, which are then rendered only once.
      if (owners.length > 1) owners.sort((a, b) => depthOf(a) - depthOf(b))
      for (const owner of owners) {
        try {
          if (owner.alive && owner.dirty) context.render(owner)
        } catch (thrown) {
          // Such as a stack overflow in a deeply nested page.
          appCode.failed(thrown, owner)
        }
      }
      for (const update of context.takeUpdates()) await draw(update)
      context.drawn()
      const waiting = hooks
      hooks = []
      for (const hook of waiting) hook()
    }
  }

  async function draw(update: ViewUpdate): Promise<void> {
    try {
      await context.draw(update)
    } catch (thrown) {
      const { message, stack } = describe(thrown)
      const details = { code: 'view-failed', problem: message } as const
      context.report({ severity: 'error', message: `The view failed: ${message}`, details, stack }, thrown)
    }
  }

  return {
    schedule(owner) {
      owner.dirty = true
      dirty.add(owner)
      wake()
    },
    wake,
    afterRender(hook) {
      hooks.push(hook)
    },
    get isPending() {
      return flushing !== undefined && !isEndless
    },
    get isEndless() {
      return isEndless
    },
    async idle() {
      while (flushing && !isEndless) {
        let resume = () => {}
        const pause = new Promise<void>((resolve) => {
          resume = resolve
        })
        pauses.add(resume)
        await Promise.race([flushing, pause])
        pauses.delete(resume)
      }
    },
  }
}

function depthOf(owner: LiveOwner): number {
  let depth = 0
  for (let node = owner.node?.parent; node; node = node.parent) depth++
  return depth
}
