import type { MaybePromise } from '../core/types.ts'

/** How many names are remembered; the oldest is forgotten first. */
const MAX_REMEMBERED = 1000

/** Chooses free names in an album: `a.jpg`, then `a (2).jpg`, `a (3).jpg`… Saves that overlap never try the same one. */
export class FreeNames {
  readonly #isTaken: (name: string) => MaybePromise<boolean>
  /** The next number of each name, so that later photos of a name cost no more than the first. */
  readonly #next = new Map<string, number>()
  readonly #searches = new Map<string, Promise<void>>()

  constructor(isTaken: (name: string) => MaybePromise<boolean>) {
    this.#isTaken = isTaken
  }

  /** Attempts `name`, then the next free names, until the attempt gives a result; `undefined` means that it was taken. */
  async take<T>(name: string, attempt: (name: string) => Promise<T | undefined>): Promise<T> {
    for (;;) {
      await this.#searches.get(name)
      // Taken synchronously: saves that overlap never try the same number.
      const number = this.#next.get(name) ?? 1
      this.#remember(name, number + 1)
      const result = await attempt(numberedName(name, number))
      if (result !== undefined) return result
      if (!this.#searches.has(name)) this.#searches.set(name, this.#search(name))
    }
  }

  async #search(name: string): Promise<void> {
    try {
      const isTaken = (number: number) => this.#isTaken(numberedName(name, number))
      this.#remember(name, await findFreeNumber((this.#next.get(name) ?? 2) - 1, isTaken))
    } finally {
      this.#searches.delete(name)
    }
  }

  #remember(name: string, next: number): void {
    this.#next.delete(name)
    this.#next.set(name, next)
    for (const oldest of this.#next.keys()) {
      if (this.#next.size <= MAX_REMEMBERED) return
      this.#next.delete(oldest)
    }
  }
}

/** The longest name that every common file system accepts, in bytes of UTF-8. */
const MAX_NAME_BYTES = 255

/** The n-th name of a photo called `name`: `a.jpg`, `a (2).jpg`, `a (3).jpg`… Never longer than `MAX_NAME_BYTES`. */
export function numberedName(name: string, number: number): string {
  const dot = name.lastIndexOf('.')
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, '']
  const ending = number === 1 ? extension : ` (${number})${extension}`
  return `${truncate(stem, MAX_NAME_BYTES - Buffer.byteLength(ending))}${ending}`
}

/** The longest start of the text that fits into `bytes`, without splitting a grapheme. */
function truncate(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  let end = 0
  let used = 0
  for (const { segment, index } of new Intl.Segmenter().segment(text)) {
    used += Buffer.byteLength(segment)
    if (used > bytes) break
    end = index + segment.length
  }
  return text.slice(0, end)
}

type IsTaken = (number: number) => MaybePromise<boolean>

/** No album is that full: `isTaken` must be wrong. */
export class NoFreeName extends Error {}

/** By how much a step of the search grows, and by how much it narrows down: a few numbers are checked in parallel. */
const WIDTH = 8

/**
 * The number of a free name, given that number `from` is taken: some `n > from` for which `isTaken(n)` is false.
 * It searches in growing steps and then narrows down, so that 100,000 photos of one name cost 52 checks in eight rounds
 * instead of 100,000. Gaps (photos that were deleted) do no harm: any free number will do.
 *
 * @throws NoFreeName if all numbers are taken
 */
export async function findFreeNumber(from: number, isTaken: IsTaken): Promise<number> {
  let taken = from
  let free = Number.POSITIVE_INFINITY
  for (let reach = 1; free === Number.POSITIVE_INFINITY; reach *= WIDTH ** 5) {
    const steps = Array.from({ length: 5 }, (_, power) => from + reach * WIDTH ** power)
    if (!steps.every(Number.isSafeInteger)) throw new NoFreeName('All names are taken.')
    ;[taken, free] = await narrow(taken, free, steps, isTaken)
  }
  while (free - taken > 1) {
    const step = Math.max(1, (free - taken) / WIDTH)
    const between = new Set(Array.from({ length: WIDTH - 1 }, (_, index) => taken + Math.floor(step * (index + 1))))
    ;[taken, free] = await narrow(taken, free, [...between], isTaken)
  }
  return free
}

/** The closest neighbours among `numbers` (ascending, all between the two) of which one is taken and the next is free. */
async function narrow(
  taken: number,
  free: number,
  numbers: readonly number[],
  isTaken: IsTaken,
): Promise<[taken: number, free: number]> {
  const results = await Promise.all(numbers.map(isTaken))
  const first = results.indexOf(false)
  if (first === -1) return [numbers.at(-1) ?? taken, free]
  return [numbers[first - 1] ?? taken, numbers[first] ?? free]
}
