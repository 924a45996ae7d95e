import type { MaybePromise } from '../core/types.ts'

type IsTaken = (number: number) => MaybePromise<boolean>

/** How many places are looked at side by side. */
const WIDTH = 8

/**
 * The number of a free name, given that number `from` is taken: some `n > from` for which `isTaken(n)` is false.
 * Looks in growing steps and then narrows down, so that 100,000 photos of one name cost 52 looks in eight rounds, and
 * not 100,000. Gaps (photos that were deleted) do no harm: every free number is right.
 */
export async function freeNumber(from: number, isTaken: IsTaken): Promise<number> {
  let taken = from
  let free = Number.POSITIVE_INFINITY
  for (let reach = 1; free === Number.POSITIVE_INFINITY; reach *= WIDTH ** 5) {
    const steps = Array.from({ length: 5 }, (_, power) => from + reach * WIDTH ** power)
    ;[taken, free] = await narrowed(taken, free, steps, isTaken)
  }
  while (free - taken > 1) {
    const step = Math.max(1, (free - taken) / WIDTH)
    const between = new Set(Array.from({ length: WIDTH - 1 }, (_, index) => taken + Math.floor(step * (index + 1))))
    ;[taken, free] = await narrowed(taken, free, [...between], isTaken)
  }
  return free
}

/** The closest neighbours among `numbers` (ascending, all between the two) of which one is taken and the next is free. */
async function narrowed(
  taken: number,
  free: number,
  numbers: readonly number[],
  isTaken: IsTaken,
): Promise<[taken: number, free: number]> {
  const found = await Promise.all(numbers.map(isTaken))
  const first = found.indexOf(false)
  if (first === -1) return [numbers.at(-1) ?? taken, free]
  return [numbers[first - 1] ?? taken, numbers[first] ?? free]
}
