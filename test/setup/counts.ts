/**
 * What `npm test`, which has to be quick, leaves to `npm run test:faults`, which has to find what happens once in hundreds
 * of times, and in any combination. Each kind of test is in both.
 */
import { type TestFunction, test } from 'vitest'

const runsFull = process.env.PHOTOSALBUM_FAULTS === 'full'

/** How often a test repeats something: `small` in `npm test`, `full` in the full run. */
export const count = (small: number, full: number): number => (runsFull ? full : small)

/** Cases of a table: `small` of them, taken evenly from all of it, in `npm test`, and all in the full run. */
export function sample<const T>(small: number, all: readonly T[]): T[] {
  const size = Math.min(count(small, all.length), all.length)
  return Array.from({ length: size }, (_, index) => all[Math.floor((index * all.length) / size)] as T)
}

/** A test of the full run: one more case of what another test covers in `npm test`. */
export function fullTest(title: string, body: TestFunction): void {
  if (runsFull) test(title, body)
}
