/**
 * Work written once that runs synchronously where nothing has to be waited for, and asynchronously elsewhere: this is
 * how `readFile` and `readFileSync` share one implementation. `yield* wait(x)` in a coroutine is `await x` elsewhere.
 */
export type Coroutine<T> = Generator<unknown, T, unknown>

export function* wait<T>(value: T | Promise<T>): Coroutine<T> {
  return value instanceof Promise ? ((yield value) as T) : value
}

/** The result, or a promise of it when the coroutine had to wait. */
export function runCoroutine<T>(coroutine: Coroutine<T>): T | Promise<T> {
  const first = coroutine.next()
  return first.done ? first.value : finish(coroutine, first.value)
}

async function finish<T>(coroutine: Coroutine<T>, pending: unknown): Promise<T> {
  for (;;) {
    const resume = await Promise.resolve(pending).then(
      (value) => () => coroutine.next(value),
      (thrown) => () => coroutine.throw(thrown),
    )
    const { done, value } = resume()
    if (done) return value
    pending = value
  }
}
