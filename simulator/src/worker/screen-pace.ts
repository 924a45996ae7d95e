/** The app is so many updates ahead of the screen at most. */
const MAX_AHEAD = 4

/** Lets an app that changes its data in a loop wait for the screen. Others never notice. */
export interface ScreenPace {
  /** Resolves when this update, counted from the start, may be followed by another. */
  wait(update: number): Promise<void> | undefined
  /** So many updates are on the screen. */
  shown(count: number): void
}

export function createScreenPace(): ScreenPace {
  let drawn = 0
  let waiting: { readonly update: number; readonly resolve: () => void }[] = []
  return {
    wait(update) {
      if (update - drawn <= MAX_AHEAD) return undefined
      return new Promise((resolve) => waiting.push({ update, resolve }))
    },
    shown(count) {
      drawn = count
      const [ready, others] = [waiting.filter(({ update }) => update - drawn <= MAX_AHEAD), waiting]
      waiting = others.filter((each) => !ready.includes(each))
      for (const { resolve } of ready) resolve()
    },
  }
}
