/** The maximum number of updates that are not on the screen yet. */
const MAX_AHEAD = 4

/** Makes an app that changes its data in a loop wait for the screen. Other apps are not affected. */
export interface ScreenPace {
  /** Resolves when another update may follow this one. Updates are numbered from the start. */
  wait(update: number): Promise<void> | undefined
  /** Called with the number of updates that are on the screen. */
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
