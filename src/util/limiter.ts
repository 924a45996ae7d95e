import { raceAbort } from './abort.ts'

/** How many photos one process writes at the same time. Each needs an open file. */
export const MAX_CONCURRENT_SAVES = 128

/** Runs at most `limit` tasks at a time; the others wait in a queue. */
export class Limiter {
  #free: number
  readonly #queue: (() => void)[] = []

  constructor(limit: number) {
    this.#free = limit
  }

  /** An abort rejects a task that is still waiting; a task that runs has to listen to the signal itself. */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#free > 0) this.#free--
    else {
      const turn = new Promise<void>((start) => this.#queue.push(start))
      await (signal ? raceAbort(turn, signal, () => this.#release()) : turn)
    }
    try {
      return await task()
    } finally {
      this.#release()
    }
  }

  /** Passes the slot to the next task directly, so that a new call cannot jump the queue. */
  #release(): void {
    const start = this.#queue.shift()
    if (start) start()
    else this.#free++
  }
}
