/** Lets so many at a time in; the others wait their turn. */
export class Limiter {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(places: number) {
    this.#free = places
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((enter) => this.#waiting.push(enter))
    try {
      return await work()
    } finally {
      // A place is handed on, not freed and taken again: nobody can slip in between.
      const enter = this.#waiting.shift()
      if (enter) enter()
      else this.#free++
    }
  }
}
