import { raceAbort } from '../util/abort.ts'

/**
 * A queue: each piece of work begins once the one before has ended, and `pause` ms have gone by. Who aborts does not wait
 * for a turn, and the others keep theirs.
 */
export function takeTurns(pause = 0) {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => T | Promise<T>, signal: AbortSignal): Promise<T> => {
    const before = last
    const done = raceAbort(before, signal).then(work)
    last = done.then(
      () => new Promise((next) => setTimeout(next, pause)),
      () => before,
    )
    return done
  }
}
