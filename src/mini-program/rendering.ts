import { type AppCode, describe } from './app-code.ts'
import type { LiveOwner } from './owner.ts'
import type { Problem, ViewUpdate } from './types.ts'

type MaybePromise<T> = T | Promise<T>

/** Renderings in a row without a pause. More of them are an app that never stops changing its data. */
const MAX_ROUNDS = 100
/** How long such an app has to wait after so many, in milliseconds: others want to do something, too. */
const PAUSE_MS = 50

// Tests replace timers by their own; the runtime's pauses are not the app's.
const { setTimeout: realTimeout } = globalThis

/** Decides when pages and components are rendered: what changes in one turn is shown together. */
export interface Rendering {
  /** Renders a page or component soon. */
  schedule(owner: LiveOwner): void
  /** There is something to show that needs no rendering. */
  wake(): void
  /** Runs a hook once what is rendered now has been shown. */
  afterRender(hook: () => void): void
  /** Whether something is still to be shown. False for an app that never stops changing its data. */
  readonly isPending: boolean
  /** Whether the app never stops changing its data, and is rendered with pauses. */
  readonly isEndless: boolean
  /** Resolves when everything that changed is shown, or at the first pause of an app that never stops. */
  idle(): Promise<void>
}

export interface RenderingContext {
  readonly appCode: AppCode
  render(owner: LiveOwner): void
  /** What the view has to do since this was called last. */
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
  /** Set while an app does not stop. */
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

  /** Renders what changed, shows it, and runs what waited for it, until nothing changes any more. */
  async function flush(): Promise<void> {
    for (let round = 1; isPending(); round++) {
      if (round % MAX_ROUNDS === 0) {
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
      // A page hands new props to its components, which are then rendered with it.
      if (owners.length > 1) owners.sort((a, b) => depthOf(a) - depthOf(b))
      for (const owner of owners) {
        try {
          if (owner.alive && owner.dirty) context.render(owner)
        } catch (thrown) {
          // Such as a stack that was too small for the depth of a page.
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
