/** Whether the user wants less motion. */
export const prefersStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/**
 * Takes a step in each frame, by the share of the time that has passed; `duration` is in milliseconds. For people who want
 * less motion there is only the last step. Returns how to stop it, which says whether it was still under way.
 */
export function glide(duration: number, step: (share: number) => void, end = () => {}): () => boolean {
  const time = prefersStillness() ? 0 : duration
  const start = performance.now()
  let frame: number | undefined = requestAnimationFrame(function next() {
    const passed = performance.now() - start
    const share = passed >= time ? 1 : passed / time
    step(share)
    frame = share < 1 ? requestAnimationFrame(next) : undefined
    if (share === 1) end()
  })
  return () => {
    if (frame === undefined) return false
    cancelAnimationFrame(frame)
    frame = undefined
    return true
  }
}

/** Slow at the start and at the end. */
export const eased = (share: number): number => (share < 0.5 ? 2 * share ** 2 : 1 - 2 * (1 - share) ** 2)

/** The speed of a pointer is how far it came in this time, in milliseconds. */
export const MOMENT = 100
/** In px per millisecond. */
const FASTEST = 5
/** The time in which the speed falls to 1/e, in milliseconds. */
export const SLOWING = 325

/** How far something comes by itself, in px, that is let go at a speed in px per millisecond. */
export const coasting = (speed: number): number => Math.max(-FASTEST, Math.min(FASTEST, speed)) * SLOWING
