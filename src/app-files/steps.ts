import type { MaybePromise } from '../core/types.ts'

/**
 * Work that is written once and runs at once where nothing has to be waited for, and asynchronously elsewhere: that is
 * how `readFile` and `readFileSync` are one piece of code. Inside, `yield* wait(x)` is what `await x` is elsewhere.
 */
export type Steps<T> = Generator<unknown, T, unknown>

export function* wait<T>(value: MaybePromise<T>): Steps<T> {
  return value instanceof Promise ? ((yield value) as T) : value
}

/** The result, or a promise of it if a step gave one. */
export function run<T>(steps: Steps<T>): MaybePromise<T> {
  const first = steps.next()
  return first.done ? first.value : finish(steps, first.value)
}

async function finish<T>(steps: Steps<T>, pending: unknown): Promise<T> {
  for (;;) {
    const resume = await Promise.resolve(pending).then(
      (value) => () => steps.next(value),
      (thrown) => () => steps.throw(thrown),
    )
    const { done, value } = resume()
    if (done) return value
    pending = value
  }
}
