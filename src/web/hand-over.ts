import type { SaveError } from '../core/errors.ts'
import type { Album, Photo, Saved } from '../core/types.ts'
import { fileOf } from './file-of.ts'

/** A way to hand a whole file over. Each of these albums is one; `browser` chooses among them. */
export interface Way {
  readonly name: string
  /** Why such a photo cannot go this way: not on this page (`unimplemented`), or not now (`unavailable`). */
  refusal(photo: Pick<Photo, 'type' | 'name'>): SaveError | undefined
  /** Why it would not go without a question that nobody can answer now. Absent: it would. */
  notNow?(): Promise<SaveError | undefined>
  give(file: File, signal: AbortSignal): Promise<Saved>
}

/** The album that goes one way. */
export function handOver(way: Way): Album {
  return {
    name: way.name,
    async add(photo, signal) {
      const refusal = way.refusal(photo)
      if (refusal) throw refusal
      return way.give(await fileOf(photo, signal), signal)
    },
  }
}
