/** Whether the person wants less motion. */
export const prefersStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/**
 * Takes a step in each frame, by the share of the time that has passed; `duration` is in milliseconds. For people who want
 * less motion there is only the last step. Returns how to stop it.
 */
export function glide(duration: number, step: (share: number) => void, end = () => {}): () => void {
  const time = prefersStillness() ? 0 : duration
  const start = performance.now()
  let frame = requestAnimationFrame(function next() {
    const passed = performance.now() - start
    const share = passed >= time ? 1 : passed / time
    step(share)
    if (share < 1) frame = requestAnimationFrame(next)
    else end()
  })
  return () => cancelAnimationFrame(frame)
}

/** Slow at the start and at the end. */
export const eased = (share: number): number => (share < 0.5 ? 2 * share ** 2 : 1 - 2 * (1 - share) ** 2)
