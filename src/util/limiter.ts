import { unlessAborted } from '../core/on-abort.ts'

/** How many photos a process writes at once, into whatever folders: each is an open file. */
export const PHOTOS_AT_ONCE = 128

/** Lets so many at a time in; the others wait their turn. */
export class Limiter {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(places: number) {
    this.#free = places
  }

  /** Who aborts does not wait for a place. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (this.#free > 0) this.#free--
    else {
      const turn = new Promise<void>((enter) => this.#waiting.push(enter))
      await (signal ? unlessAborted(turn, signal, () => this.#leave()) : turn)
    }
    try {
      return await work()
    } finally {
      this.#leave()
    }
  }

  /** A place is handed on, not freed and taken again: nobody can slip in between. */
  #leave(): void {
    const enter = this.#waiting.shift()
    if (enter) enter()
    else this.#free++
  }
}
