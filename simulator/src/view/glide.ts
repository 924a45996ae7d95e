/** Whether the user prefers reduced motion. */
export const prefersStillness = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/**
 * Calls `step` in each frame with the elapsed share of `duration`, which is in milliseconds. With reduced motion there is only
 * the last step. Returns a function that stops it and returns whether it was still running.
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

/** Eases in and out. */
export const eased = (share: number): number => (share < 0.5 ? 2 * share ** 2 : 1 - 2 * (1 - share) ** 2)

/** The speed of a pointer is measured over this time, in milliseconds. */
export const MOMENT = 100
/** In px per millisecond. */
const FASTEST = 5
/** The time in which the speed falls to 1/e, in milliseconds. */
export const SLOWING = 325

/** The distance in px after which something comes to a stop, by its initial speed in px per millisecond. */
export const coasting = (speed: number): number => Math.max(-FASTEST, Math.min(FASTEST, speed)) * SLOWING
