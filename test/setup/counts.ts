const runsFull = process.env.PHOTOSALBUM_FAULTS === 'full'

/**
 * How often a test repeats something: `small` in `npm test`, which has to be quick, and `full` in `npm run test:faults`,
 * which has to find what happens once in hundreds of times.
 */
export const count = (small: number, full: number): number => (runsFull ? full : small)
