import type { SaveError } from '../../core/errors.ts'
import type { Progress, SavedPhoto } from '../../core/types.ts'
import type { Input } from './inputs.ts'

/** One image on its way: what the progress display draws and the report tells. */
export interface Job {
  readonly input: Input
  readonly name: string | undefined
  started: boolean
  opened: boolean
  /** What the image turned out to be called, once it was opened. */
  title: string
  /** Read so far. */
  bytes: number
  /** In bytes, once announced. */
  size: number | undefined
  result: SavedPhoto | SaveError | undefined
}

/** Where a number belongs in `trip.jpg`; without an extension, at the end. */
const BEFORE_EXTENSION = /(?=\.[a-z0-9]{1,8}$)|$/i

/** The jobs, in the order in which they were asked for. One name for several images is numbered in that order. */
export function jobsOf(inputs: readonly Input[], name: string | undefined): Job[] {
  const digits = String(inputs.length).length
  return inputs.map((input, index) => ({
    input,
    name: inputs.length > 1 ? name?.replace(BEFORE_EXTENSION, `-${String(index + 1).padStart(digits, '0')}`) : name,
    started: false,
    opened: false,
    title: input.title,
    bytes: 0,
    size: undefined,
    result: undefined,
  }))
}

export function follow(job: Job, progress: Progress): void {
  if (progress.stage === 'opened') {
    job.opened = true
    job.size = progress.size
    job.title = progress.name ?? job.title
  } else if (progress.stage === 'identified') job.title = progress.name
  else if (progress.stage !== 'waiting') job.bytes = progress.bytes
}

/** Works on `limit` items at a time, each begun in order. */
export async function inParallel<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker))
}
